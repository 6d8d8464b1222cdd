package io.asyncio.program;

import static io.asyncio.program.Verb.Trait.BLOCK;
import static io.asyncio.program.Verb.Trait.INSTANT;
import static io.asyncio.program.Verb.Trait.PYTHON;

import io.asyncio.Asyncio;
import io.asyncio.Future;
import io.asyncio.Task;
import io.asyncio.TaskGroup;
import io.asyncio.TaskOptions;
import java.util.List;

/** Tasks and futures: how they begin, are cancelled, and end. */
final class TaskVerbs {
    private TaskVerbs() {}

    /** What begins a task goes first. */
    static final List<Verb> ALL = List.of(
            Verb.of("spawn", 24, (v, d) -> d.task(v, d.newTask()), TaskVerbs::spawn, INSTANT, BLOCK, PYTHON),
            Verb.of("eager", 5, (v, d) -> d.task(v, d.newTask()), TaskVerbs::eager, INSTANT, BLOCK, PYTHON),
            Verb.of("member", 10, (v, d) -> d.task(v, d.group(), d.newTask()), TaskVerbs::member, BLOCK, PYTHON),
            Verb.of("cancel", 8, (v, d) -> d.line(v, d.awaitable()), TaskVerbs::cancel, INSTANT, PYTHON),
            Verb.of("cancelMyself", 2, (v, d) -> d.line(v), TaskVerbs::cancelMyself),
            Verb.of("uncancel", 2, (v, d) -> d.line(v), TaskVerbs::uncancel, PYTHON),
            Verb.of("raise", 5, (v, d) -> d.line(v, d.newFailure()), TaskVerbs::raise, INSTANT, PYTHON),
            Verb.of("exception", 2, (v, d) -> d.line(v, d.awaitable()), TaskVerbs::exception, INSTANT, PYTHON),
            Verb.of("setResult", 3, (v, d) -> d.line(v, d.oneOf("f0", "f1")), TaskVerbs::setResult, INSTANT, PYTHON),
            Verb.of(
                    "setException",
                    2,
                    (v, d) -> d.line(v, d.oneOf("f0", "f1"), d.newFailure()),
                    TaskVerbs::setException,
                    INSTANT,
                    PYTHON));

    private static void spawn(Actor me, Statement s) {
        me.begin(s.argument(0), s.body(), (name, body) -> me.loop().createTask(name, body));
        me.log("spawned " + s.argument(0));
    }

    private static void eager(Actor me, Statement s) {
        me.begin(s.argument(0), s.body(), (name, body) -> me.loop()
                .createTask(TaskOptions.named(name).withEagerStart(), body));
        me.log("spawned " + s.argument(0));
    }

    private static void member(Actor me, Statement s) {
        TaskGroup group = me.known(TaskGroup.class, s.argument(0));
        if (group != null) {
            Task<String> member = me.begin(s.argument(1), s.body(), group::createTask);
            me.ledger().addMember(s.argument(0), member);
            me.run().waits().join(s.argument(0), member);
            me.log("added " + s.argument(1));
        }
    }

    private static void cancel(Actor me, Statement s) {
        Future<?> future = me.known(Future.class, s.argument(0));
        if (future != null && !me.is(future)) {
            me.log("cancel " + s.argument(0) + " " + future.cancel());
        }
    }

    private static void cancelMyself(Actor me, Statement s) {
        me.log("cancel myself");
        Asyncio.currentTask().cancel();
    }

    private static void uncancel(Actor me, Statement s) {
        Task<?> task = Asyncio.currentTask();
        if (task.cancelling() > 0) {
            me.log("uncancel " + task.uncancel());
        }
    }

    private static void raise(Actor me, Statement s) throws Failure {
        me.log("raise");
        throw new Failure(s.argument(0));
    }

    private static void exception(Actor me, Statement s) {
        Future<?> future = me.known(Future.class, s.argument(0));
        if (future != null && future.done() && !future.cancelled()) {
            me.ledger().expected(List.of(future));
            me.log("exception " + Names.of(future.exception()));
            me.ledger().retrieved(List.of(future), future.exception());
        }
    }

    private static void setResult(Actor me, Statement s) {
        Future<String> future = me.future(s.argument(0));
        if (future != null && !future.done()) {
            me.log("set " + s.argument(0));
            future.setResult(s.argument(0));
        }
    }

    private static void setException(Actor me, Statement s) {
        Future<String> future = me.future(s.argument(0));
        if (future != null && !future.done()) {
            me.log("set " + s.argument(0));
            future.setException(new Failure(s.argument(1)));
        }
    }
}
