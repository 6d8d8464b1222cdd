package io.asyncio.reactor.lettuce;

import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.netty.channel.EventLoop;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import io.netty.util.concurrent.Future;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Netty's timer, by the timers of a loop's own thread. */
final class LoopTimer implements Timer {
    private final Loop loop;
    private final EventLoop thread;

    LoopTimer(Loop loop, EventLoop thread) {
        this.loop = loop;
        this.thread = thread;
    }

    @Override
    public Timeout newTimeout(TimerTask task, long delay, TimeUnit unit) {
        LoopTimeout timeout = new LoopTimeout(task);
        timeout.scheduled = thread.schedule(timeout, delay, unit);
        return timeout;
    }

    /** Stops nothing: the timer is the loop's, and ends with it. */
    @Override
    public Set<Timeout> stop() {
        return Set.of();
    }

    private final class LoopTimeout implements Timeout, Runnable {
        private enum State {
            WAITING,
            EXPIRED,
            CANCELLED
        }

        private final TimerTask task;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private volatile @Nullable Future<?> scheduled; // null until it is, which it may run before

        LoopTimeout(TimerTask task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (!state.compareAndSet(State.WAITING, State.EXPIRED)) {
                return;
            }
            try {
                task.run(this);
            } catch (Throwable e) {
                loop.callExceptionHandler(
                        new ExceptionContext("Exception in " + task.getClass().getName(), e, null));
            }
        }

        @Override
        public boolean cancel() {
            if (!state.compareAndSet(State.WAITING, State.CANCELLED)) {
                return false;
            }
            Future<?> waiting = scheduled;
            if (waiting != null) {
                waiting.cancel(false);
            }
            return true;
        }

        @Override
        public Timer timer() {
            return LoopTimer.this;
        }

        @Override
        public TimerTask task() {
            return task;
        }

        @Override
        public boolean isExpired() {
            return state.get() == State.EXPIRED;
        }

        @Override
        public boolean isCancelled() {
            return state.get() == State.CANCELLED;
        }
    }
}
