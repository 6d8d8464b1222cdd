package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.INSTANT;

import io.asyncio.Asyncio;
import io.asyncio.Condition;
import io.asyncio.Future;
import io.asyncio.Held;
import java.util.List;
import java.util.concurrent.Executor;

/** Code of users that fails where the loop relies on it. */
final class FaultVerbs {
    private static final String[] KINDS = {"stack", "memory", "class", "rejected", "unreadable"};
    private static final String[] MOMENTS = {"asked", "setting", "restoring"};

    private FaultVerbs() {}

    static final List<Verb> ALL = List.of(
            Verb.of("throw", 8, (v, d) -> d.line(v, d.oneOf(KINDS)), FaultVerbs::raise, INSTANT),
            Verb.of("breakHandler", 5, (v, d) -> d.line(v, d.oneOf(KINDS)), FaultVerbs::breakHandler, INSTANT),
            Verb.of("breakAccessor", 5, (v, d) -> d.line(v, d.oneOf(MOMENTS)), FaultVerbs::breakAccessor, INSTANT),
            Verb.of(
                    "setError",
                    3,
                    (v, d) -> d.line(v, d.oneOf("f0", "f1"), d.oneOf(KINDS)),
                    FaultVerbs::setError,
                    INSTANT),
            Verb.of("rejectedCall", 3, (v, d) -> d.line(v, d.oneOf(KINDS)), FaultVerbs::rejectedCall),
            Verb.of("callHere", 2, (v, d) -> d.line(v), FaultVerbs::callHere),
            Verb.of("failingPredicate", 2, (v, d) -> d.line(v, d.oneOf(KINDS)), FaultVerbs::failingPredicate));

    private static void raise(Actor me, Statement s) {
        me.log("throw");
        throw Faults.raise(s.argument(0));
    }

    private static void breakHandler(Actor me, Statement s) {
        me.run().faults().armHandler(s.argument(0));
    }

    private static void breakAccessor(Actor me, Statement s) {
        me.run().faults().armAccessor(s.argument(0));
    }

    private static void setError(Actor me, Statement s) {
        Future<String> future = me.future(s.argument(0));
        if (!future.done()) {
            me.log("set " + s.argument(0));
            try {
                throw Faults.raise(s.argument(1));
            } catch (Throwable e) {
                future.setException(e);
            }
        }
    }

    private static void rejectedCall(Actor me, Statement s) {
        Executor executor = call -> {
            throw Faults.raise(s.argument(0));
        };
        me.log("called " + Asyncio.toThread(executor, () -> "never"));
    }

    /** By an executor that calls in the loop's own thread. */
    private static void callHere(Actor me, Statement s) throws Exception {
        me.log("called " + me.uncancelled(() -> Asyncio.toThread(Runnable::run, () -> "here")));
    }

    private static void failingPredicate(Actor me, Statement s) throws Exception {
        Condition condition = me.known(Condition.class, "c0");
        try (Held held = me.uncancelled(condition::hold)) {
            condition.awaitFor(() -> {
                throw Faults.raise(s.argument(0));
            });
        }
    }
}
