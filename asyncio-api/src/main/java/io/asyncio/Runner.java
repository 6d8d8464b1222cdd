package io.asyncio;

import java.util.Objects;
import java.util.function.Supplier;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * One loop for several runs in a row, which share tasks and primitives. Closing it cancels and awaits the tasks that
 * are left. The loop is made when it is first needed. To be used by one thread, which is no loop's. Like Python's
 * {@code asyncio.Runner}; {@link Asyncio#run(Coroutine)} is the short form for a single run.
 *
 * <p>If {@code run} is called in the JVM's main thread, and the JVM shuts down meanwhile (by Ctrl-C, SIGTERM, or {@code
 * System.exit()} in another thread), {@code main} is cancelled. The JVM waits for the {@code finally} blocks of {@code
 * main} and of the other tasks, even those that suspend, and then up to two seconds for the code that follows in the
 * main thread. Then it ends with the exit code that it would have had anyway, such as 130 or 143. There is no other
 * limit, but a second signal ends the JVM at once. {@code System.exit()} in a task or callback ends the JVM without any
 * of that. In other threads, and with {@link Loop#start()}, the shutdown is left to the application.
 *
 * <pre>
 *   try (Runner runner = new Runner()) {
 *       Connection connection = runner.run(() -> connect());
 *       runner.run(() -> use(connection));
 *   }
 * </pre>
 */
public final class Runner implements AutoCloseable {
    private final Supplier<Loop> loopFactory;
    private final RunnerShutdown shutdown = new RunnerShutdown();
    private @Nullable Loop loop; // null until first needed
    private boolean closed;

    /** With a loop on a thread of its own. */
    public Runner() {
        this(Loop::create);
    }

    /** With a loop of the given kind: {@code Loop::withVirtualTime}, or {@code () -> Loop.on(scheduler)}. */
    public Runner(Supplier<Loop> loopFactory) {
        this.loopFactory = Objects.requireNonNull(loopFactory, "loopFactory");
    }

    /**
     * Runs {@code main} as a task, and returns its result; blocks the calling thread meanwhile. Other tasks stay
     * pending, for the next run. An interrupt of the calling thread cancels {@code main}; the thread stays interrupted.
     *
     * @return what main returns; what it throws is raised as it is
     * @throws IllegalStateException if called inside a running loop, or if this runner is closed
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        Objects.requireNonNull(main, "main");
        checkOutside("Runner.run()");
        Loop toRun = getLoop();
        shutdown.begin(toRun);
        try {
            return toRun.runUntilComplete(shutdown.cancelling(main));
        } finally {
            shutdown.end();
        }
    }

    /** {@link #run(Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution // in Kotlin, as in Asyncio
    public void run(VoidCoroutine main) {
        run(Objects.requireNonNull(main, "main").asCoroutine());
    }

    /** {@link #run(Coroutine)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public <T extends @Nullable Object, X extends Exception> T run(Body<T, X> main) throws X {
        return run((Coroutine<T>) main);
    }

    /** {@link #run(Body)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public <X extends Exception> void run(VoidBody<X> main) throws X {
        run((VoidCoroutine) main);
    }

    /**
     * The loop of the runs, which is made if there is none yet.
     *
     * @throws IllegalStateException if this is closed
     */
    public Loop getLoop() {
        if (closed) {
            throw new IllegalStateException("Runner is closed: make a new one");
        }
        if (loop == null) {
            loop = Objects.requireNonNull(
                    loopFactory.get(), "the factory of this Runner has returned null: have it return Loop.create()");
        }
        return loop;
    }

    /**
     * Cancels the tasks that are left, runs the loop until they have ended, and closes it; without effect on a closed
     * runner.
     */
    @Override
    public void close() {
        if (loop == null || closed) {
            closed = true;
            return;
        }
        checkOutside("Runner.close()");
        closed = true;
        shutdown.begin(loop);
        boolean interrupted = Thread.interrupted(); // it was for main, and would end what follows
        try (Loop toClose = loop) {
            Leftovers.cancelAll(toClose);
        } finally {
            shutdown.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    static void checkOutside(String call) {
        if (RunningLoop.get() != null) {
            throw new IllegalStateException(
                    call + " cannot be called from a running event loop: await the body instead");
        }
    }
}
