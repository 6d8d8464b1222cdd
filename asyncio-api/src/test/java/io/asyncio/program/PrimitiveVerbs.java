package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.BLOCK;
import static io.asyncio.program.Verb.Trait.INSTANT;
import static io.asyncio.program.Verb.Trait.PYTHON;

import io.asyncio.Barrier;
import io.asyncio.BrokenBarrierException;
import io.asyncio.Condition;
import io.asyncio.Event;
import io.asyncio.Held;
import io.asyncio.Lock;
import io.asyncio.Semaphore;
import io.asyncio.ThreadSafeFlag;
import java.util.List;

/** Locks, and what tasks tell each other by. */
final class PrimitiveVerbs {
    private PrimitiveVerbs() {}

    static final List<Verb> ALL = List.of(
            Verb.of("lock", 7, (v, d) -> d.block(v, d.oneOf("l0", "l1")), PrimitiveVerbs::lock, BLOCK, PYTHON),
            Verb.of(
                    "semaphore",
                    7,
                    (v, d) -> d.block(v, d.oneOf("s0", "s1")),
                    PrimitiveVerbs::semaphore,
                    BLOCK,
                    PYTHON),
            Verb.of("set", 4, (v, d) -> d.line(v, d.oneOf("e0", "e1")), PrimitiveVerbs::set, INSTANT, PYTHON),
            Verb.of("clear", 2, (v, d) -> d.line(v, d.oneOf("e0", "e1")), PrimitiveVerbs::clear, INSTANT, PYTHON),
            Verb.of("awaitEvent", 4, (v, d) -> d.line(v, d.oneOf("e0", "e1")), PrimitiveVerbs::awaitEvent, PYTHON),
            Verb.of("notify", 4, (v, d) -> d.line(v, d.number(1, 3)), PrimitiveVerbs::notifySome),
            Verb.of("awaitCondition", 4, (v, d) -> d.line(v), PrimitiveVerbs::awaitCondition),
            Verb.of("awaitBarrier", 4, (v, d) -> d.line(v), PrimitiveVerbs::awaitBarrier, PYTHON),
            Verb.of(
                    "resetBarrier",
                    1,
                    (v, d) -> d.line(v),
                    (me, s) -> barrier(me).reset(),
                    INSTANT),
            Verb.of(
                    "abortBarrier",
                    1,
                    (v, d) -> d.line(v),
                    (me, s) -> barrier(me).abort(),
                    INSTANT),
            Verb.of("setFlag", 2, (v, d) -> d.line(v), (me, s) -> flag(me).set(), INSTANT),
            Verb.of("awaitFlag", 2, (v, d) -> d.line(v), PrimitiveVerbs::awaitFlag));

    private static void lock(Actor me, Statement s) throws Exception {
        Lock lock = me.known(Lock.class, s.argument(0));
        inside(me, s, me.uncancelled(lock::hold), 1);
    }

    private static void semaphore(Actor me, Statement s) throws Exception {
        Semaphore semaphore = me.known(Semaphore.class, s.argument(0));
        inside(me, s, me.uncancelled(semaphore::hold), 2);
    }

    private static void inside(Actor me, Statement s, Held held, int places) throws Exception {
        String name = s.argument(0);
        try (held) {
            me.log("entered " + name);
            me.ledger().enters(name, places);
            me.perform(s.body());
        } finally {
            me.ledger().leaves(name);
        }
        me.log("left " + name);
    }

    private static void set(Actor me, Statement s) {
        me.known(Event.class, s.argument(0)).set();
        me.log("set " + s.argument(0));
    }

    private static void clear(Actor me, Statement s) {
        me.known(Event.class, s.argument(0)).clear();
        me.log("cleared " + s.argument(0));
    }

    private static void awaitEvent(Actor me, Statement s) throws Exception {
        me.uncancelled(me.known(Event.class, s.argument(0))::await);
        me.log("saw " + s.argument(0));
    }

    private static void notifySome(Actor me, Statement s) throws Exception {
        Condition condition = me.known(Condition.class, "c0");
        try (Held held = me.uncancelled(condition::hold)) {
            condition.signal(s.number(0));
            me.log("notified");
        }
    }

    private static void awaitCondition(Actor me, Statement s) throws Exception {
        Condition condition = me.known(Condition.class, "c0");
        try (Held held = me.uncancelled(condition::hold)) {
            me.log("waits for c0");
            me.uncancelled(condition::await);
            me.log("was notified");
        }
    }

    private static Barrier barrier(Actor me) {
        return me.known(Barrier.class, "b0");
    }

    private static void awaitBarrier(Actor me, Statement s) throws Exception {
        try {
            me.uncancelled(() -> barrier(me).await());
            me.log("passed b0");
        } catch (BrokenBarrierException e) {
            me.log("b0 is broken");
        }
    }

    private static ThreadSafeFlag flag(Actor me) {
        return me.known(ThreadSafeFlag.class, "w0");
    }

    private static void awaitFlag(Actor me, Statement s) throws Exception {
        me.uncancelled(flag(me)::await);
        me.log("saw w0");
    }
}
