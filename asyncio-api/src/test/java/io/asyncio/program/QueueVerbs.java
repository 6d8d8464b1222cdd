package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.INSTANT;
import static io.asyncio.program.Verb.Trait.PYTHON;

import io.asyncio.Queue;
import io.asyncio.QueueEmptyException;
import io.asyncio.QueueFullException;
import io.asyncio.QueueShutDownException;
import java.util.List;

/** Queues of every kind. */
final class QueueVerbs {
    private static final String[] NAMES = {"q0", "q1", "q2", "q3"};

    private QueueVerbs() {}

    static final List<Verb> ALL = List.of(
            Verb.of("put", 6, (v, d) -> d.line(v, d.oneOf(NAMES), d.newItem()), QueueVerbs::put, PYTHON),
            Verb.of("get", 7, (v, d) -> d.line(v, d.oneOf(NAMES)), QueueVerbs::get, PYTHON),
            Verb.of(
                    "putNoWait",
                    3,
                    (v, d) -> d.line(v, d.oneOf(NAMES), d.newItem()),
                    QueueVerbs::putNoWait,
                    INSTANT,
                    PYTHON),
            Verb.of("getNoWait", 2, (v, d) -> d.line(v, d.oneOf(NAMES)), QueueVerbs::getNoWait, INSTANT),
            Verb.of("join", 2, (v, d) -> d.line(v, d.oneOf(NAMES)), QueueVerbs::join, PYTHON),
            Verb.of("shutDown", 1, (v, d) -> d.line(v, d.oneOf(NAMES)), QueueVerbs::shutDown, INSTANT, PYTHON),
            Verb.of("shutDownNow", 1, (v, d) -> d.line(v, d.oneOf(NAMES)), QueueVerbs::shutDownNow, INSTANT, PYTHON));

    @SuppressWarnings("unchecked") // all are of numbers
    private static Queue<Integer> queue(Actor me, Statement s) {
        return me.known(Queue.class, s.argument(0));
    }

    private static void put(Actor me, Statement s) throws Exception {
        try {
            me.uncancelled(() -> {
                queue(me, s).put(s.number(1));
                me.ledger().queue(s.argument(0)).put(s.number(1));
            });
            me.log("put " + s.argument(1));
        } catch (QueueShutDownException e) {
            me.log("cannot put");
        }
    }

    private static void get(Actor me, Statement s) throws Exception {
        try {
            got(me, s, me.uncancelled(queue(me, s)::get));
        } catch (QueueShutDownException e) {
            me.log("cannot get");
        }
    }

    private static void got(Actor me, Statement s, int item) {
        me.ledger().queue(s.argument(0)).got(item);
        queue(me, s).taskDone();
        me.log("got " + item);
    }

    private static void putNoWait(Actor me, Statement s) {
        try {
            queue(me, s).putNoWait(s.number(1));
            me.ledger().queue(s.argument(0)).put(s.number(1));
            me.log("put " + s.argument(1));
        } catch (QueueFullException | QueueShutDownException e) {
            me.log("cannot put");
        }
    }

    private static void getNoWait(Actor me, Statement s) {
        try {
            got(me, s, queue(me, s).getNoWait());
        } catch (QueueEmptyException | QueueShutDownException e) {
            me.log("cannot get");
        }
    }

    private static void join(Actor me, Statement s) throws Exception {
        me.uncancelled(queue(me, s)::join);
        me.log("joined " + s.argument(0));
    }

    private static void shutDown(Actor me, Statement s) {
        queue(me, s).shutdown();
        me.log("shut down " + s.argument(0));
    }

    private static void shutDownNow(Actor me, Statement s) {
        queue(me, s).shutdown(true);
        me.ledger().queue(s.argument(0)).dropped();
        me.log("shut down " + s.argument(0));
    }
}
