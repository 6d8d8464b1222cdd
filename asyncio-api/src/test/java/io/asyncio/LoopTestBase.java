package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.environment.DebugEverywhere;
import io.asyncio.fiber.FiberKind;
import io.asyncio.host.VirtualTimeHost;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A behaviour test: each test method runs on every fiber the JDK offers, on a loop in virtual time. Errors that reach
 * the loop's exception handler fail the test unless it takes them by {@link #takeErrors()}.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("io.asyncio.fiber.TestedFibers#kinds")
abstract class LoopTestBase {
    @Parameter
    FiberKind kind;

    Loop loop;
    final Trail trail = new Trail();
    private final List<ExceptionContext> errors = new CopyOnWriteArrayList<>();

    @BeforeEach
    void createLoop() {
        loop = handled(Loop.on(new VirtualTimeHost(LoopSockets.newHost()), kind));
    }

    @AfterEach
    void closeLoop() {
        loop.close();
        assertThat(errors).as("errors nobody awaited").isEmpty();
    }

    /** A loop in real time on the fiber under test; the test closes it. */
    Loop realTimeLoop() {
        return handled(Loop.on(LoopSockets.newHost(), kind));
    }

    Loop handled(Loop newLoop) {
        newLoop.setExceptionHandler((l, context) -> {
            if (!DebugEverywhere.isUnasked(l, context)) {
                errors.add(context);
            }
        });
        return newLoop;
    }

    /** Runs a task to its end. */
    void run(VoidCoroutine main) {
        loop.runUntilComplete(main);
    }

    /** Lets everything run that is ready now, without moving the time. */
    static void settle() {
        yieldTimes(10);
    }

    /** Lets so many turns pass; gives the number back, for bodies with a value. */
    static int yieldTimes(int times) {
        for (int i = 0; i < times; i++) {
            Asyncio.sleepMs(0);
        }
        return times;
    }

    /** What other threads are told of a future that fails or is cancelled; inside a task, only of one that is done. */
    static Throwable failureOf(Future<?> future) {
        return future.toCompletableFuture()
                .<Throwable>handle((value, failure) -> failure)
                .orTimeout(20, TimeUnit.SECONDS) // instead of waiting for ever
                .join();
    }

    /** Waits in another thread for a task of a loop that runs. */
    static <T> T resultOf(Future<T> future) {
        return future.toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS) // instead of waiting for ever
                .join();
    }

    /** For a thread, or a callback, that blocks until the test goes on. */
    static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the exception handler was told so far; the test vouches for it. */
    List<ExceptionContext> takeErrors() {
        List<ExceptionContext> taken = List.copyOf(errors);
        errors.clear();
        return taken;
    }
}
