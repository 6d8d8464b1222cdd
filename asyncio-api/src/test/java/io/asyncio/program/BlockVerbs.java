package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.BLOCK;
import static io.asyncio.program.Verb.Trait.INSTANT;
import static io.asyncio.program.Verb.Trait.PYTHON;

import io.asyncio.AsyncIterator;
import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Task;
import io.asyncio.TaskGroupException;
import io.asyncio.Timeout;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** What goes around other statements. */
final class BlockVerbs {
    private BlockVerbs() {}

    static final List<Verb> ALL = List.of(
            Verb.of("timeout", 9, (v, d) -> d.block(v, d.newTimeout(), d.limit()), BlockVerbs::timeout, BLOCK, PYTHON),
            Verb.of(
                    "reschedule",
                    2,
                    (v, d) -> d.line(v, d.timeout(), d.limit()),
                    BlockVerbs::reschedule,
                    INSTANT,
                    PYTHON),
            Verb.of("group", 10, (v, d) -> d.block(v, d.newGroup()), BlockVerbs::group, BLOCK, PYTHON),
            Verb.of(
                    "catch",
                    9,
                    (v, d) -> d.blockAndHandler(v, d.oneOf("cancel", "failure", "all")),
                    BlockVerbs::catching,
                    BLOCK,
                    PYTHON),
            Verb.of("finally", 8, (v, d) -> d.blockAndHandler(v), BlockVerbs::lastly, BLOCK, PYTHON),
            Verb.of("generate", 5, (v, d) -> d.blockAndHandler(v, d.number(0, 3)), BlockVerbs::generate, BLOCK),
            Verb.of("yield", 4, (v, d) -> d.line(v, d.newItem()), BlockVerbs::give));

    private static void timeout(Actor me, Statement s) throws Exception {
        Timeout timeout = Timeout.after(me.duration(s.argument(1)));
        me.know(s.argument(0), timeout);
        try {
            timeout.run(() -> me.perform(s.body()));
            me.log("timeout left, expired " + timeout.expired());
        } catch (TimeoutException e) {
            me.log("timed out");
        }
    }

    private static void reschedule(Actor me, Statement s) {
        Timeout timeout = me.known(Timeout.class, s.argument(0));
        if (timeout != null) {
            timeout.rescheduleAfter(me.duration(s.argument(1)));
            me.log("rescheduled");
        }
    }

    private static void group(Actor me, Statement s) throws Exception {
        Task<?> task = Asyncio.currentTask();
        while (me.run().isComparedWithPython() && task.cancelling() > 0) {
            task.uncancel();
        }
        try {
            Asyncio.taskGroup(group -> {
                me.run().waits().open(s.argument(0), me.name());
                me.know(s.argument(0), group);
                me.perform(s.body());
            });
            me.log("group left");
        } catch (TaskGroupException | CancelledError e) {
            me.log("group raised " + Names.of(e));
            me.ledger().retrieved(me.ledger().members(s.argument(0)), e);
            throw e;
        }
    }

    private static void catching(Actor me, Statement s) throws Exception {
        try {
            me.perform(s.body());
        } catch (Throwable e) {
            boolean wanted =
                    switch (s.argument(0)) {
                        case "cancel" -> e instanceof CancelledError;
                        case "failure" -> e instanceof Exception;
                        default -> true;
                    };
            if (!wanted) {
                throw e;
            }
            me.log("caught " + Names.of(e));
            me.perform(s.handler());
        }
    }

    private static void lastly(Actor me, Statement s) throws Exception {
        try {
            me.perform(s.body());
        } finally {
            me.log("finally");
            me.perform(s.handler());
        }
    }

    /** Takes so many elements, and does what comes then after the first. */
    private static void generate(Actor me, Statement s) throws Exception {
        int left = s.number(0);
        boolean first = true;
        try (AsyncIterator<String> elements = Asyncio.generate(out -> produce(me.generating(out), s.body()))) {
            while (left-- > 0 && elements.hasNext()) {
                me.log("element " + elements.next());
                if (first) {
                    me.perform(s.handler());
                }
                first = false;
            }
        } catch (Throwable e) {
            me.run().ledger().raisedToConsumer(e);
            throw e;
        }
        me.log("generator closed");
    }

    private static void produce(Actor generator, List<Statement> body) throws Exception {
        try {
            generator.perform(body);
        } catch (Throwable e) {
            generator.run().ledger().raisedInGenerator(e);
            throw e;
        }
    }

    private static void give(Actor me, Statement s) {
        if (me.output() != null) {
            me.output().yield(s.argument(0));
        }
    }
}
