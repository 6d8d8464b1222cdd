package io.asyncio.host;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * What a loop's thread runs as long as there is no socket: work in the order in which it came, and timers when they are due.
 * Once the thread has to be Netty's, what is left goes there, and so does what comes. Any thread may call.
 *
 * <p>Netty's own event loop could do the same from the start, but a program without sockets would load some 200 classes for
 * nothing.
 */
final class ThreadQueue implements Runnable {
    private final String name;
    private final Function<Runnable, Thread> threads;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock:
    private final ArrayDeque<Runnable> work = new ArrayDeque<>();
    private final Queue<Timer> timers = new PriorityQueue<>(1);
    private boolean started; // the thread
    private boolean ended;
    private @Nullable EventLoop successor; // has all that comes
    private @Nullable Runnable last; // what the thread runs from then on

    ThreadQueue(String name, Function<Runnable, Thread> threads) {
        this.name = name;
        this.threads = threads;
    }

    void execute(Runnable runnable) {
        lock.lock();
        try {
            if (successor != null) {
                successor.execute(runnable);
            } else {
                refuseIfEnded();
                startThread();
                work.add(runnable);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    Disposable executeAt(long deadline, Runnable runnable) {
        Timer timer = new Timer(deadline, runnable);
        lock.lock();
        try {
            if (successor != null) {
                timer.moveTo(successor);
            } else {
                refuseIfEnded();
                startThread();
                timers.add(timer);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
        return timer;
    }

    private void refuseIfEnded() {
        if (ended) {
            throw new RejectedExecutionException(name + " is closed");
        }
    }

    private void startThread() {
        if (!started) {
            threads.apply(this).start();
            started = true;
        }
    }

    /** Whether the thread was needed. */
    boolean isStarted() {
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    /** What is left goes to {@code eventLoop}, in its order, and so does what comes. */
    void moveTo(EventLoop eventLoop) {
        lock.lock();
        try {
            successor = eventLoop;
            work.forEach(eventLoop::execute);
            work.clear();
            timers.forEach(timer -> timer.moveTo(eventLoop));
            timers.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Has the thread run {@code netty}, the event loop, as its last. */
    void runLast(Runnable netty) {
        lock.lock();
        try {
            last = netty;
            startThread();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The thread ends when it has run what is left; timers are dropped. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        Scarcity.outlast(this::runWork);
        Runnable netty = lastOrNull();
        if (netty != null) {
            netty.run();
        }
    }

    private void runWork() {
        for (Runnable next = take(); next != null; next = take()) {
            run(next);
        }
    }

    private static void run(Runnable next) {
        try {
            next.run();
        } catch (OutOfMemoryError | LinkageError noMemory) {
            throw noMemory;
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private @Nullable Runnable lastOrNull() {
        lock.lock();
        try {
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next; null if there is none any more. */
    private @Nullable Runnable take() {
        lock.lock();
        try {
            while (true) {
                takeDueTimers();
                Runnable next = work.poll();
                if (next != null || ended || last != null) {
                    return next;
                }
                awaitChange();
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeDueTimers() {
        for (Timer timer = timers.peek(); timer != null && timer.nanosLeft() <= 0; timer = timers.peek()) {
            work.add(timer);
            timers.remove();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller is one
    private void awaitChange() {
        Timer first = timers.peek();
        try {
            if (first == null) {
                changed.await();
            } else {
                changed.awaitNanos(first.nanosLeft());
            }
        } catch (InterruptedException e) {
            // as Netty's thread, this one goes on: the interrupt was for code that has ended
        }
    }

    /** Taken back also when it is due and waits for its turn. */
    private final class Timer implements Runnable, Disposable, Comparable<Timer> {
        private final long deadline;
        private volatile @Nullable Runnable runnable; // null once it has run, or was taken back
        private volatile @Nullable Future<?> moved; // to the successor

        Timer(long deadline, Runnable runnable) {
            this.deadline = deadline;
            this.runnable = runnable;
        }

        long nanosLeft() {
            return deadline - RealClock.nanoTime();
        }

        void moveTo(EventLoop eventLoop) {
            moved = eventLoop.schedule(this, Math.max(0, nanosLeft()), TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            Runnable toRun = runnable;
            runnable = null;
            if (toRun != null) {
                toRun.run();
            }
        }

        @Override
        public void dispose() {
            runnable = null;
            lock.lock();
            try {
                timers.remove(this);
            } finally {
                lock.unlock();
            }
            Future<?> atNetty = moved;
            if (atNetty != null) {
                atNetty.cancel(false);
            }
        }

        @Override
        public boolean isDisposed() {
            return runnable == null;
        }

        @Override
        public int compareTo(Timer other) {
            return Long.compare(deadline, other.deadline);
        }
    }
}
