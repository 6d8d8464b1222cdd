package io.asyncio;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

/** One piece of work given to a loop's scheduler: at once, after a delay, or at a fixed rate. */
final class ScheduledWork extends Ready implements Disposable {
    static final long AT_ONCE = 0;

    private enum State {
        PENDING,
        /** A dispose now keeps periodic work from running again; the run itself is not interrupted. */
        RUNNING,
        ENDED
    }

    private final LoopScheduler scheduler;
    private final Disposable.Composite group;
    private final Runnable task;
    private final boolean periodic;
    private final long period;
    private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);
    private @Nullable Loop loop; // set before it is queued
    private long deadline; // of the next run; then touched on the loop only
    private volatile @Nullable Handle timer;

    private ScheduledWork(
            LoopScheduler scheduler, Disposable.Composite group, Runnable task, boolean periodic, long period) {
        this.scheduler = scheduler;
        this.group = group;
        this.task = Schedulers.onSchedule(Objects.requireNonNull(task, "task"));
        this.periodic = periodic;
        this.period = period;
    }

    static ScheduledWork once(LoopScheduler scheduler, Disposable.Composite group, Runnable task) {
        return new ScheduledWork(scheduler, group, task, false, 0);
    }

    static ScheduledWork repeated(
            LoopScheduler scheduler, Disposable.Composite group, Runnable task, long period, TimeUnit unit) {
        return new ScheduledWork(scheduler, group, task, true, unit.toNanos(period));
    }

    boolean isPeriodic() {
        return periodic;
    }

    /** False if the group is disposed. */
    boolean joinGroup() {
        return group.add(this);
    }

    /** Any thread. */
    void enqueue(Loop onLoop, long delay) {
        loop = onLoop;
        deadline = onLoop.deadlineIn(delay);
        enqueueFor(delay);
    }

    private void enqueueFor(long delay) {
        if (delay <= 0) {
            loop().core.enqueue(this);
            return;
        }
        timer = loop().addTimer(deadline, new Due());
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
            tellOf(e);
        }
        if (periodic && state.compareAndSet(State.RUNNING, State.PENDING)) {
            deadline = Durations.deadline(deadline, period);
            enqueueFor(period);
        } else {
            state.set(State.ENDED);
            leave();
        }
    }

    private void tellOf(Throwable failure) {
        loop().callExceptionHandler(
                        new ExceptionContext("Exception in scheduled work " + Excerpt.of(task), failure, null));
        try {
            HandleErrorHook.tell(failure);
        } catch (Throwable e) {
            loop().callExceptionHandler(
                            new ExceptionContext("Error in the hook of Schedulers.onHandleError()", e, null));
        }
    }

    @Override
    public void dispose() {
        StackReserve.require();
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

    @Override
    String label() {
        return "Scheduled work " + CallbackOrigin.nameOf(task.getClass());
    }

    private void end() {
        if (state.getAndSet(State.ENDED) == State.PENDING) {
            leave();
        } // else it runs, and leaves when it has run, or has left
    }

    private void leave() {
        group.remove(this);
        scheduler.ended(this);
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
        @Override
        public void run() {
            ScheduledWork.this.run();
        }

        @Override
        public void loopClosed() {
            end();
        }
    }
}
