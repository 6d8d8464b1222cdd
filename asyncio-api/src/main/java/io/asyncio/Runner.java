package io.asyncio;

import java.util.Objects;
import java.util.function.Supplier;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * One loop for several runs in a row, which all see the same tasks and primitives. Closing it cancels and awaits what is
 * left. The loop is made when it is first needed. To be used in one thread, outside of loops. Like Python's
 * {@code asyncio.Runner}; {@link Asyncio#run(Coroutine)} is the short form for a single run.
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
     * pending, for the next run. An interrupt of the calling thread cancels {@code main}, and is kept.
     *
     * @return what main returns; what it throws is raised as it is
     * @throws IllegalStateException if called inside a running loop, or if this is closed
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        Objects.requireNonNull(main, "main");
        checkOutside("Runner.run()");
        return getLoop().runUntilComplete(main);
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
     * The loop of the runs.
     *
     * @throws IllegalStateException if this is closed
     */
    public Loop getLoop() {
        if (closed) {
            throw new IllegalStateException("Runner is closed: make a new one");
        }
        if (loop == null) {
            loop = loopFactory.get();
        }
        return loop;
    }

    /** Cancels what is left, runs the loop until it has ended, and closes it; without effect on a closed runner. */
    @Override
    public void close() {
        if (loop == null || closed) {
            closed = true;
            return;
        }
        checkOutside("Runner.close()");
        closed = true;
        try (Loop toClose = loop) {
            Leftovers.cancelAll(toClose);
        }
    }

    static void checkOutside(String call) {
        if (RunningLoop.get() != null) {
            throw new IllegalStateException(
                    call + " cannot be called from a running event loop: await the body instead");
        }
    }
}
