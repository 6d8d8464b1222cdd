package io.asyncio;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A deadline for a block of code, which may be moved while the block runs. At the deadline the task that runs the block
 * is cancelled, and the {@link CancelledError} that leaves the block becomes a {@link TimeoutException}; a cancel from
 * elsewhere stays a {@code CancelledError}. A deadline that has passed already ends the block at its next suspension,
 * even where it only yields. If a block catches the error and returns a value, that value is returned; {@link
 * #expired()} tells whether the deadline had passed. Timeouts may be nested. To be used on one loop, for one block.
 *
 * <pre>
 *   Timeout timeout = Timeout.after(Duration.ofSeconds(10));
 *   timeout.run(() -> {
 *       byte[] header = stream.readLine();
 *       timeout.rescheduleAfter(Duration.ofSeconds(60));
 *       ...
 *   });
 * </pre>
 *
 * <p>Like Python's {@code asyncio.timeout} and {@code timeout_at}; {@link Asyncio#timeout(Duration, Coroutine)} is the
 * short form. {@link Asyncio#waitFor} limits one awaitable, without touching the task that waits.
 */
public final class Timeout {
    private final Loop loop;
    private final long created;
    private long deadline;
    private @Nullable TaskRun run; // while the block runs
    private @Nullable Timeout outer; // around the block
    private @Nullable Handle timer;
    private State state = State.CREATED;

    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING, // the task was cancelled, and the block has not yet ended
        EXPIRED,
        FINISHED
    }

    private Timeout(Loop loop, long created, long deadline) {
        this.loop = loop;
        this.created = created;
        this.deadline = deadline;
    }

    /** A deadline at {@code duration} from now, null for none yet. */
    public static Timeout after(@Nullable Duration duration) {
        return afterNanos(Durations.orForever(duration));
    }

    static Timeout afterNanos(long nanos) {
        Loop loop = RunningLoop.require("Timeout.after()");
        long now = loop.core.host.nanoTime();
        return new Timeout(loop, now, Durations.deadline(now, nanos));
    }

    /** A deadline at {@code when} of {@link Loop#time()}, infinity for none yet. */
    public static Timeout at(double when) {
        Loop loop = RunningLoop.require("Timeout.at()");
        return new Timeout(loop, loop.core.host.nanoTime(), Durations.ofSeconds(when));
    }

    /**
     * Runs {@code block} in place.
     *
     * @return what the block returns; what it throws is raised as it is
     * @throws TimeoutException if the block was cancelled because of the deadline
     * @throws IllegalStateException if this timeout has run a block before
     */
    public <T extends @Nullable Object> T run(Coroutine<T> block) throws TimeoutException {
        Objects.requireNonNull(block, "block");
        TaskRun current = begin();
        int cancelsBefore = current.raisedCancels(); // one that is still to be raised comes out of the block
        try {
            T result = Asyncio.await(block);
            end(cancelsBefore);
            return result;
        } catch (CancelledError e) {
            if (end(cancelsBefore)) {
                throw timedOut(e);
            }
            throw e;
        } catch (Throwable e) {
            end(cancelsBefore);
            throw e;
        }
    }

    /** {@link #run(Coroutine)} for a block without a value. */
    @LowPriorityInOverloadResolution // in Kotlin, as in Asyncio
    public void run(VoidCoroutine block) throws TimeoutException {
        run(Objects.requireNonNull(block, "block").asCoroutine());
    }

    /** {@link #run(Coroutine)} that throws what the block does. */
    @LowPriorityInOverloadResolution
    public <T extends @Nullable Object, X extends Exception> T run(Body<T, X> block) throws X, TimeoutException {
        return run((Coroutine<T>) block);
    }

    /** {@link #run(Body)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public <X extends Exception> void run(VoidBody<X> block) throws X, TimeoutException {
        run((VoidCoroutine) block);
    }

    private TaskRun begin() {
        TaskRun current = TaskRun.current("Timeout.run()");
        if (current.loop != loop) {
            throw new IllegalStateException("This Timeout belongs to another event loop: make it where it runs");
        }
        if (state != State.CREATED) {
            throw new IllegalStateException("This Timeout has run a block already: make one for each block");
        }
        schedule(); // first: there may be no memory for it
        state = State.ACTIVE;
        run = current;
        outer = current.timeout;
        current.timeout = this;
        return current;
    }

    /** Whether the cancel that came out of the block was this timeout's, and nobody else's. */
    private boolean end(int cancelsBefore) {
        if (timer != null) {
            timer.remove();
        }
        boolean expiring = state == State.EXPIRING;
        state = expiring ? State.EXPIRED : State.FINISHED;
        TaskRun ran = Objects.requireNonNull(run);
        ran.timeout = outer;
        return expiring && ran.task.uncancel() <= cancelsBefore;
    }

    private TimeoutException timedOut(CancelledError cause) {
        double limit = Durations.toSeconds(Math.max(deadline, created) - created);
        TimeoutException error = new TimeoutException("Timed out after " + limit + " s");
        error.initCause(cause);
        return error;
    }

    /** A turn runs what is ready before the timers that are due: the end of the next suspension would come first. */
    private void schedule() {
        if (timer != null) {
            timer.remove();
            timer = null;
        }
        if (deadline <= loop.core.host.nanoTime()) {
            timer = new Handle(loop, (OwnCallback) this::expire, Handle.NO_DEADLINE);
            loop.core.enqueue(timer);
        } else if (deadline != Durations.FOREVER) {
            timer = loop.addTimer(deadline, (OwnCallback) this::expire);
        }
    }

    /** The task is about to suspend: a deadline that passed while the block computed ends it there. */
    void expireIfPassed() {
        long now = loop.core.host.nanoTime();
        for (Timeout timeout = this; timeout != null; timeout = timeout.outer) {
            if (timeout.deadline < now && timeout.timer != null && timeout.timer.deadline != Handle.NO_DEADLINE) {
                timeout.expire();
            }
        }
    }

    private void expire() {
        if (state == State.ACTIVE && run != null) {
            run.task.cancelHere(null); // first: there may be no memory for it
            state = State.EXPIRING;
        }
    }

    /**
     * Moves the deadline to {@code when} of {@link Loop#time()}; infinity for none. One that has passed ends the block
     * at its next suspension.
     *
     * @throws IllegalStateException if the deadline has passed or the block has ended
     */
    public void reschedule(double when) {
        moveTo(Durations.ofSeconds(when));
    }

    /** {@link #reschedule} to {@code duration} from now, null for never. */
    public void rescheduleAfter(@Nullable Duration duration) {
        moveTo(loop.deadlineIn(Durations.orForever(duration)));
    }

    private void moveTo(long newDeadline) {
        StackReserve.require();
        loop.core.checkHeld("Timeout.reschedule()", "loop.callSoonThreadsafe(() -> timeout.reschedule(...))");
        if (state != State.CREATED && state != State.ACTIVE) {
            throw new IllegalStateException("Cannot move the deadline of a timeout that is " + describe());
        }
        deadline = newDeadline;
        if (state == State.ACTIVE) {
            schedule();
        }
    }

    /** The deadline, in seconds of {@link Loop#time()}; infinity if there is none. */
    public double when() {
        return Durations.toSeconds(deadline);
    }

    /** Whether the deadline passed while the block ran. */
    public boolean expired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    private String describe() {
        return state.name().toLowerCase(java.util.Locale.ROOT);
    }

    @Override
    public String toString() {
        return "Timeout[" + describe() + ", when=" + when() + "]";
    }
}
