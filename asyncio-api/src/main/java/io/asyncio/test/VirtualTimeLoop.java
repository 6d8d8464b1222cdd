package io.asyncio.test;

import io.asyncio.Coroutine;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.VoidCoroutine;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A loop in virtual time for one test, which fails if the test leaves something behind. Time moves when the loop is
 * idle, straight to the next deadline: hours of sleep take milliseconds, always in the same order. No state is global,
 * so that tests may run in parallel. To be used in one thread, which is no loop's. A run is cancelled and fails when
 * its limit in real time is over, or when it waits for what nobody will do, as {@link AsyncioTest} says.
 *
 * <pre>
 *   try (VirtualTimeLoop virtual = VirtualTimeLoop.create()) {
 *       virtual.run(() -> {
 *           sleep(Duration.ofHours(1));
 *           assertEquals(3600, getRunningLoop().time());
 *       });
 *   }
 * </pre>
 */
public final class VirtualTimeLoop implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final CheckedLoop checked;

    private VirtualTimeLoop(Duration limit) {
        this.checked = new CheckedLoop(true, limit);
    }

    /** A loop at time zero. A run that does not end within a minute of real time is cancelled and fails. */
    public static VirtualTimeLoop create() {
        return create(LIMIT);
    }

    /**
     * {@link #create()} with another limit, in real time, for each run.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public static VirtualTimeLoop create(Duration realTimeLimit) {
        if (Objects.requireNonNull(realTimeLimit, "realTimeLimit").isNegative() || realTimeLimit.isZero()) {
            throw new IllegalArgumentException("VirtualTimeLoop.create(" + realTimeLimit
                    + "): give a positive limit, or none for " + LIMIT.toSeconds() + " s");
        }
        return new VirtualTimeLoop(realTimeLimit);
    }

    /** The loop: for its scheduler, its clock, or tasks made from outside. */
    public Loop loop() {
        return checked.loop;
    }

    /**
     * Runs {@code main} as a task and returns its result. Other tasks stay pending, for the next run.
     *
     * @return what main returns; what it throws is raised as it is
     * @throws AssertionError if {@code main} does not end within the limit, or waits for what nobody will do; the text
     *     says where its tasks stood, and which thread blocked the loop
     * @throws IllegalStateException if called inside a loop
     */
    public <T extends @Nullable Object> T run(Coroutine<T> main) {
        return checked.run(main);
    }

    /** {@link #run(Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution // in Kotlin, as in Asyncio
    public void run(VoidCoroutine main) {
        checked.run(main.asCoroutine());
    }

    /** The errors that nobody has handled so far; {@link #close()} then no longer fails because of them. */
    public List<ExceptionContext> takeUnhandled() {
        return checked.takeErrors();
    }

    /**
     * Ends the loop. Called again, it does nothing.
     *
     * @throws AssertionError if tasks are left, with the line where each stands; or if errors were left unhandled
     */
    @Override
    public void close() {
        checked.close();
    }
}
