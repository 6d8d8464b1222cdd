package io.asyncio.program;

import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.GeneratorOutput;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who says the statements: a task, a callback, or the body of a generator. */
final class Actor {
    private final Run run;
    private final String name;
    private final @Nullable GeneratorOutput<String> output;

    Actor(Run run, String name, @Nullable GeneratorOutput<String> output) {
        this.run = run;
        this.name = name;
        this.output = output;
    }

    /** How a task is made. */
    @FunctionalInterface
    interface Beginning {
        Task<String> begin(String name, Coroutine<String> body);
    }

    void perform(List<Statement> statements) throws Exception {
        for (Statement statement : statements) {
            statement.verb().meaning().perform(this, statement);
        }
    }

    Task<String> begin(String taskName, List<Statement> body, Beginning beginning) {
        return run.begin(taskName, body, beginning);
    }

    /** In the body of a generator. */
    Actor generating(GeneratorOutput<String> to) {
        return new Actor(run, name, to);
    }

    /** What a callback does; what it throws is the exception handler's. */
    void callback(List<Statement> statements) {
        try {
            perform(statements);
        } catch (Throwable e) {
            run.ledger().raisedInCallback(e);
            throw Actor.<RuntimeException>unchecked(e);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // so that javac takes it for one
    static <X extends Throwable> X unchecked(Throwable e) throws X {
        throw (X) e;
    }

    /** A wait that a cancel ends: it must not end otherwise once there is one. */
    <T> T uncancelled(Coroutine<T> wait) throws Exception {
        Task<?> task = Asyncio.currentTask();
        int cancels = task.cancelling();
        T value = wait.await();
        run.ledger().check(task.cancelling() == cancels, name + " was cancelled, and went on");
        return value;
    }

    /** {@link #uncancelled(Coroutine)} without a value. */
    void uncancelled(io.asyncio.VoidCoroutine wait) throws Exception {
        uncancelled(() -> {
            wait.run();
            return "";
        });
    }

    /** A wait for others, which may raise what they have failed with; so must a cancel. */
    <T> T retrieving(Collection<? extends Future<?>> others, Coroutine<T> wait) throws Exception {
        run.ledger().expected(others);
        try {
            return uncancelled(wait);
        } catch (Throwable e) {
            run.ledger().retrieved(others, e);
            throw e;
        }
    }

    /** What takes CPython a turn more. */
    <T> Coroutine<T> late(Coroutine<T> wait) {
        return () -> {
            try {
                return wait.await();
            } finally {
                run.wakeLate();
            }
        };
    }

    /** A wait for one, which a cancel goes to: that is cancelled then, or this one. */
    <T> T awaiting(Future<?> other, Coroutine<T> wait) throws Exception {
        Task<?> task = Asyncio.currentTask();
        int cancels = task.cancelling();
        int cancelsOfOther = run.cancelling(other);
        run.ledger().expected(List.of(other));
        try {
            T value = wait.await();
            boolean passedOn = !run.countsCancels(other) || run.cancelling(other) > cancelsOfOther;
            run.ledger().check(passedOn || task.cancelling() == cancels, name + " was cancelled, and went on");
            return value;
        } catch (Throwable e) {
            run.ledger().retrieved(List.of(other), e);
            throw e;
        }
    }

    void log(String what) {
        run.log(name, what);
    }

    Ledger ledger() {
        return run.ledger();
    }

    Run run() {
        return run;
    }

    Loop loop() {
        return Asyncio.getRunningLoop();
    }

    /** Null outside of a generator. */
    @Nullable
    GeneratorOutput<String> output() {
        return output;
    }

    Duration duration(String time) {
        return time.equals("never") ? null : run.units(Integer.parseInt(time));
    }

    String name() {
        return name;
    }

    void know(String thingName, Object thing) {
        run.know(thingName, thing);
    }

    /** Whether it is the task that says this, or whose callback does. */
    boolean is(Future<?> future) {
        return future == run.known(name);
    }

    /** Null if there is none (yet). */
    <T> @Nullable T known(Class<T> type, String thingName) {
        return type.cast(run.known(thingName));
    }

    @SuppressWarnings("unchecked") // all are of strings
    @Nullable
    Future<String> future(String futureName) {
        return known(Future.class, futureName);
    }

    /** What waits for some. */
    @FunctionalInterface
    interface Wait {
        void on(List<Future<String>> futures) throws Exception;
    }

    /** Waits for those of them that are there, and that do not wait for this task. */
    void awaiting(List<String> names, Wait wait) throws Exception {
        List<Future<String>> futures = awaitables(names);
        run.waits().begin(name, futures);
        try {
            wait.on(futures);
        } finally {
            run.waits().end(name, futures);
        }
    }

    private List<Future<String>> awaitables(List<String> names) {
        List<Future<String>> futures = new ArrayList<>();
        for (String other : names) {
            Future<String> future = future(other);
            if (future != null && (future.done() || !run.waits().lead(other, name))) {
                futures.add(future);
            }
        }
        return futures;
    }
}
