package io.asyncio;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** One piece of work given to a loop's scheduler: at once, after a delay, or at a fixed rate. */
final class ScheduledWork extends Ready implements Disposable {
    static final long ONCE = -1;
    static final long AT_ONCE = -1;

    private enum State {
        PENDING,
        /** A dispose now keeps periodic work from running again; the run itself is not interrupted. */
        RUNNING,
        ENDED
    }

    private final LoopScheduler scheduler;
    private final Disposable.Composite group;
    private final Runnable task;
    private final long period;
    private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);
    private @Nullable Loop loop; // set before it is queued
    private volatile @Nullable Handle timer;

    ScheduledWork(LoopScheduler scheduler, Disposable.Composite group, Runnable task, long period) {
        this.scheduler = scheduler;
        this.group = group;
        this.task = Schedulers.onSchedule(Objects.requireNonNull(task, "task"));
        this.period = period;
    }

    boolean isPeriodic() {
        return period != ONCE;
    }

    /** False if the group is disposed. */
    boolean joinGroup() {
        return group.add(this);
    }

    /** Any thread. */
    void enqueue(Loop onLoop, long delay) {
        loop = onLoop;
        if (delay <= 0 && !isPeriodic()) {
            onLoop.core.enqueue(this);
        } else {
            enqueueAt(onLoop, Durations.deadline(onLoop.core.host.nanoTime(), delay));
        }
    }

    private void enqueueAt(Loop onLoop, long deadline) {
        timer = onLoop.addTimer(deadline, new Due(deadline));
        if (isDisposed()) {
            removeTimer(); // disposed while it had none
        }
    }

    @Override
    void run() {
        if (!state.compareAndSet(State.PENDING, State.RUNNING)) {
            return;
        }
        try {
            task.run();
        } catch (Throwable e) {
            loop().callExceptionHandler(new ExceptionContext("Exception in scheduled work " + task, e, null));
        }
        if (!isPeriodic()) {
            end();
        }
    }

    private void runAndRepeat(long deadline) {
        run();
        if (isPeriodic() && state.compareAndSet(State.RUNNING, State.PENDING)) {
            long next = period <= 0 ? loop().core.host.nanoTime() : Durations.deadline(deadline, period);
            enqueueAt(loop(), next);
        }
    }

    @Override
    public void dispose() {
        end();
        removeTimer();
    }

    @Override
    public boolean isDisposed() {
        return state.get() == State.ENDED;
    }

    @Override
    void abandon() {
        end();
    }

    private void end() {
        if (state.getAndSet(State.ENDED) != State.ENDED) {
            group.remove(this);
            scheduler.ended(this);
        }
    }

    private void removeTimer() {
        Handle toRemove = timer;
        if (toRemove != null) {
            loop().core.removeTimer(toRemove);
        }
    }

    private Loop loop() {
        return Objects.requireNonNull(loop, "loop");
    }

    /** The timer's callback. */
    private final class Due implements LoopCallback {
        private final long deadline;

        Due(long deadline) {
            this.deadline = deadline;
        }

        @Override
        public void run() {
            runAndRepeat(deadline);
        }

        @Override
        public void loopClosed() {
            end();
        }
    }
}
