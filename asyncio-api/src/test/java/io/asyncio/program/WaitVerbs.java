package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.PYTHON;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Future;
import io.asyncio.Outcome;
import io.asyncio.ReturnWhen;
import io.asyncio.WaitResult;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** What waits for tasks and futures, and for time. */
final class WaitVerbs {
    private WaitVerbs() {}

    static final Verb SLEEP = Verb.of("sleep", 32, (v, d) -> d.line(v, d.time()), WaitVerbs::sleep, PYTHON);

    static final List<Verb> ALL = List.of(
            SLEEP,
            Verb.of("await", 9, (v, d) -> d.line(v, d.awaitable()), WaitVerbs::await, PYTHON),
            Verb.of("awaitAny", 1, (v, d) -> d.line(v, d.awaitable()), WaitVerbs::awaitAny),
            Verb.of("shield", 5, (v, d) -> d.line(v, d.awaitable()), WaitVerbs::shield, PYTHON),
            Verb.of("waitFor", 6, (v, d) -> d.line(v, d.limitable(), d.limit()), WaitVerbs::waitFor, PYTHON),
            Verb.of("gather", 5, (v, d) -> d.line(v, d.limitables()), WaitVerbs::gather, PYTHON),
            Verb.of("gatherOutcomes", 3, (v, d) -> d.line(v, d.awaitables()), WaitVerbs::gatherOutcomes, PYTHON),
            Verb.of("waitUntil", 4, WaitVerbs::drawWaitUntil, WaitVerbs::waitUntil, PYTHON),
            Verb.of("asCompleted", 4, WaitVerbs::drawAsCompleted, WaitVerbs::asCompleted, PYTHON));

    private static Statement drawWaitUntil(Verb verb, Draft draft) {
        List<String> arguments = draft.awaitables();
        arguments.add(0, draft.limit());
        arguments.add(0, draft.oneOf("FIRST_COMPLETED", "FIRST_EXCEPTION", "ALL_COMPLETED"));
        return draft.line(verb, arguments);
    }

    private static Statement drawAsCompleted(Verb verb, Draft draft) {
        List<String> arguments = draft.ordered();
        arguments.add(0, draft.limit());
        return draft.line(verb, arguments);
    }

    private static void sleep(Actor me, Statement s) throws Exception {
        me.uncancelled(() -> Asyncio.sleep(me.duration(s.argument(0))));
        me.log("slept");
    }

    private static void await(Actor me, Statement s) throws Exception {
        me.awaiting(s.arguments(), futures -> {
            for (Future<String> future : futures) {
                me.log("awaited " + me.awaiting(future, () -> Asyncio.await(future)));
            }
        });
    }

    /** Also in a circle, and itself. */
    private static void awaitAny(Actor me, Statement s) throws Exception {
        Future<String> future = me.future(s.argument(0));
        if (future != null) {
            me.log("awaited " + me.awaiting(future, () -> Asyncio.await(future)));
        }
    }

    private static void shield(Actor me, Statement s) throws Exception {
        me.awaiting(s.arguments(), futures -> {
            for (Future<String> future : futures) {
                me.log("shielded " + me.retrieving(futures, me.late(() -> Asyncio.await(Asyncio.shield(future)))));
            }
        });
    }

    private static void waitFor(Actor me, Statement s) throws Exception {
        me.awaiting(s.arguments().subList(0, 1), futures -> {
            for (Future<String> future : futures) {
                try {
                    Duration limit = me.duration(s.argument(1));
                    me.log("in time " + me.retrieving(futures, () -> Asyncio.waitFor(future, limit)));
                } catch (TimeoutException e) {
                    me.log("too late");
                }
            }
        });
    }

    private static void gather(Actor me, Statement s) throws Exception {
        me.awaiting(s.arguments(), futures -> {
            me.ledger().gathered(futures);
            me.log("gathered " + String.join(" ", me.retrieving(futures, me.late(() -> Asyncio.gather(futures)))));
        });
    }

    private static void gatherOutcomes(Actor me, Statement s) throws Exception {
        me.awaiting(s.arguments(), futures -> {
            me.ledger().gathered(futures);
            List<Outcome<String>> outcomes =
                    me.retrieving(futures, me.late(() -> Asyncio.gatherReturnExceptions(futures)));
            me.log("gathered " + outcomes.stream().map(WaitVerbs::describe).collect(Collectors.joining(" ")));
        });
    }

    private static String describe(Outcome<String> outcome) {
        return outcome instanceof Outcome.Failure<?> failure ? Names.of(failure.exception()) : outcome.get();
    }

    private static void waitUntil(Actor me, Statement s) throws Exception {
        ReturnWhen until = ReturnWhen.valueOf(s.argument(0));
        Duration limit = me.duration(s.argument(1));
        me.awaiting(s.arguments().subList(2, s.arguments().size()), futures -> {
            if (!futures.isEmpty()) {
                WaitResult<String> result = me.uncancelled(me.late(() -> Asyncio.waitUntil(until, limit, futures)));
                long lately = me.run().endedMeanwhile(result.pending());
                me.log("done " + (result.done().size() + lately) + ", pending "
                        + (result.pending().size() - lately));
            }
        });
    }

    private static void asCompleted(Actor me, Statement s) throws Exception {
        Duration limit = me.duration(s.argument(0));
        me.awaiting(s.arguments().subList(1, s.arguments().size()), futures -> {
            Iterator<Future<String>> each = Asyncio.asCompleted(limit, futures).iterator();
            while (each.hasNext()) {
                Future<String> next;
                try {
                    next = next(me, each);
                } catch (TimeoutException e) {
                    me.log("too late");
                    return;
                }
                completed(me, next);
            }
        });
    }

    /** By a method that says what else it throws. */
    private static Future<String> next(Actor me, Iterator<Future<String>> each) throws Exception {
        return me.uncancelled(me.late(each::next));
    }

    private static void completed(Actor me, Future<String> future) throws Exception {
        try {
            me.log("completed " + me.awaiting(future, () -> Asyncio.await(future)));
        } catch (Failure | CancelledError e) {
            me.log("completed " + Names.of(e));
            if (e instanceof CancelledError && !future.cancelled()) {
                throw e;
            }
        }
    }
}
