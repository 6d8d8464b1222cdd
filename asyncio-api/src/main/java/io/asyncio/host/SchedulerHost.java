package io.asyncio.host;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/** A loop on one worker of a Reactor scheduler that somebody else owns. */
public final class SchedulerHost implements Host {
    private static final long A_MINUTE_IN_MILLIS = 60_000;

    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final String name;
    private final boolean virtualTime;

    /** Takes a worker of {@code scheduler}, until it is closed. */
    public SchedulerHost(Scheduler scheduler) {
        this.scheduler = scheduler;
        this.name = scheduler.toString(); // code of users, whose failure is theirs here
        // Ordinary schedulers tell wall time in milliseconds: too coarse, and it jumps. Any other clock is believed.
        long difference = scheduler.now(TimeUnit.MILLISECONDS) - System.currentTimeMillis();
        this.virtualTime = Math.abs(difference) > A_MINUTE_IN_MILLIS;
        this.worker = scheduler.createWorker(); // last: nobody else would dispose of it
        requireTimers();
    }

    /** Runs nothing, and no clock has to move: what is to run later is taken back at once. */
    private void requireTimers() {
        try {
            worker.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).dispose();
        } catch (RejectedExecutionException e) {
            worker.dispose();
            String reason = scheduler.isDisposed()
                    ? " is disposed: use another one"
                    : " runs nothing after a delay, which the timers of an event loop need: use Schedulers.newSingle(...),"
                            + " or Schedulers.fromExecutorService(...) of a ScheduledExecutorService";
            throw new IllegalArgumentException(name + reason, e);
        } catch (Throwable e) {
            worker.dispose();
            throw e;
        }
    }

    @Override
    public long nanoTime() {
        return virtualTime ? scheduler.now(TimeUnit.NANOSECONDS) : RealClock.nanoTime();
    }

    @Override
    public long epochNanos() {
        return virtualTime ? 0 : RealClock.EPOCH_NANOS;
    }

    @Override
    public void execute(Runnable turns) {
        worker.schedule(turns);
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        return worker.schedule(turns, Math.max(0, deadline - nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean isOver() {
        return scheduler.isDisposed() || worker.isDisposed();
    }

    @Override
    public void executeLast(Runnable last) {
        last.run();
    }

    @Override
    public void close() {
        worker.dispose();
    }

    @Override
    public String toString() {
        return name;
    }
}
