package io.asyncio.host;

import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.util.Loggers;

/**
 * What a loop's thread does before it has to do with sockets: work in the order in which it came, and timers. Netty's event
 * loop, which takes long to load and holds a selector, takes the thread over when somebody asks for it.
 */
final class BareLoop {
    private static final long FOREVER = Long.MAX_VALUE;

    private final String name;
    private final Function<Runnable, Thread> threads;
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(); // guarded by this, as all below
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(2);
    private long timersMade;
    private @Nullable Thread thread; // null until there is work
    private boolean parked;
    private boolean ends; // when nothing is queued any more
    private boolean ended;
    private @Nullable Runnable successor; // what the thread does from then on
    private @Nullable HostEventLoop heir; // has the timers that are left

    /** Not yet started; {@code threads} starts the thread. */
    BareLoop(String name, Function<Runnable, Thread> threads) {
        this.name = name;
        this.threads = threads;
        LockSupport.unpark(null); // linked while there is memory
    }

    /**
     * From any thread.
     *
     * @return false if there is an event loop that takes it instead
     * @throws RejectedExecutionException if the thread has ended
     */
    boolean execute(Runnable work) {
        Thread toWake;
        synchronized (this) {
            if (successor != null) {
                return false;
            }
            checkNotEnded();
            Thread started = startedThread();
            queue.add(work);
            toWake = wakened(started);
        }
        LockSupport.unpark(toWake);
        return true;
    }

    /**
     * Runs {@code work} when {@link RealClock} has reached {@code deadline}; from any thread.
     *
     * @return null if there is an event loop that takes it instead
     */
    @Nullable
    Disposable schedule(long deadline, Runnable work) {
        Timer timer;
        Thread toWake;
        synchronized (this) {
            if (successor != null) {
                return null;
            }
            checkNotEnded();
            Thread started = startedThread();
            timer = new Timer(deadline, timersMade++, work);
            timers.add(timer);
            toWake = timers.peek() == timer ? wakened(started) : null;
        }
        LockSupport.unpark(toWake);
        return timer;
    }

    private void checkNotEnded() {
        if (ends || ended) {
            throw new RejectedExecutionException(name + (ends ? " is closed" : " has ended"));
        }
    }

    private Thread startedThread() {
        Thread started = thread;
        if (started == null) {
            started = threads.apply(this::run);
            thread = started;
        }
        return started;
    }

    /** Who is to be unparked; null, which is nobody, if the thread does not wait. */
    private @Nullable Thread wakened(Thread started) {
        boolean waits = parked;
        parked = false;
        return waits ? started : null;
    }

    /** From now on {@code eventLoop} takes what comes; its {@code loop} runs on this thread, after what is queued here. */
    void handOver(HostEventLoop eventLoop, Runnable loop) {
        Thread toWake;
        synchronized (this) {
            checkNotEnded();
            toWake = startedThread();
            parked = false;
            heir = eventLoop;
            successor = loop;
        }
        LockSupport.unpark(toWake);
    }

    /** Ends the thread, if it is this one's, when nothing is queued any more. */
    void end() {
        Thread toWake;
        synchronized (this) {
            ends = true;
            parked = false;
            toWake = thread;
        }
        LockSupport.unpark(toWake);
    }

    private void run() {
        try {
            MemoryPause.outlast(this::runQueue);
        } finally {
            runRest();
            Runnable next = successorOrNull();
            if (next != null) {
                next.run();
            }
        }
    }

    private synchronized @Nullable Runnable successorOrNull() {
        return successor;
    }

    private void runQueue() {
        for (Runnable work = next(); work != null; work = next()) {
            run(work);
        }
        moveTimers();
    }

    /** Waits for it; null if the thread is to do something else, or to end. */
    private @Nullable Runnable next() {
        while (true) {
            long wait;
            synchronized (this) {
                Runnable work = poll();
                if (work != null) {
                    return work;
                }
                if (successor != null || ends) {
                    return null;
                }
                Timer timer = timers.peek();
                wait = timer == null ? FOREVER : timer.deadline - RealClock.nanoTime();
                parked = true;
            }
            park(wait);
        }
    }

    /** Due timers first: what queues itself again and again must not keep them waiting. */
    private @Nullable Runnable poll() {
        Timer timer = timers.peek();
        return timer != null && successor == null && timer.deadline <= RealClock.nanoTime()
                ? timers.poll()
                : queue.poll();
    }

    /** An interrupt of the loop's thread is for nobody. */
    private void park(long nanos) {
        if (nanos == FOREVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, nanos);
        }
        Thread.interrupted();
    }

    private static void run(Runnable work) {
        try {
            work.run();
        } catch (OutOfMemoryError | InternalError | LinkageError noMemory) {
            throw noMemory;
        } catch (Throwable e) {
            tell(e);
        }
    }

    /** A logger that fails is not the end of the thread. */
    private static void tell(Throwable e) {
        try {
            Loggers.getLogger(BareLoop.class).warn("Error in the thread of an event loop", e);
        } catch (RuntimeException | StackOverflowError untold) {
            // nobody is left to be told
        }
    }

    /** On the thread, before the event loop has begun. */
    private void moveTimers() {
        HostEventLoop eventLoop;
        synchronized (this) {
            eventLoop = heir;
        }
        if (eventLoop != null) {
            for (Timer timer = firstTimer(); timer != null; timer = firstTimer()) {
                timer.moveTo(eventLoop);
                forget(timer);
            }
        }
    }

    private synchronized @Nullable Timer firstTimer() {
        return timers.peek();
    }

    private synchronized void forget(Timer timer) {
        timers.remove(timer);
    }

    /** If it was an error that ended the loop: what has been queued is not left behind. */
    private void runRest() {
        synchronized (this) {
            ended = true;
        }
        for (Runnable work = pollRest(); work != null; work = pollRest()) {
            run(work);
        }
    }

    private synchronized @Nullable Runnable pollRest() {
        return queue.poll();
    }

    private final class Timer implements Runnable, Disposable, Comparable<Timer> {
        private final long deadline;
        private final long number;
        private volatile @Nullable Runnable work; // null once it has run, or never will
        private @Nullable Future<?> moved; // guarded by the loop

        Timer(long deadline, long number, Runnable work) {
            this.deadline = deadline;
            this.number = number;
            this.work = work;
        }

        @Override
        public void run() {
            Runnable due = work;
            work = null;
            if (due != null) {
                due.run();
            }
        }

        void moveTo(HostEventLoop eventLoop) {
            Future<?> future =
                    eventLoop.schedule(this, Math.max(0, deadline - RealClock.nanoTime()), TimeUnit.NANOSECONDS);
            synchronized (BareLoop.this) {
                moved = future;
            }
            if (isDisposed()) {
                future.cancel(false);
            }
        }

        @Override
        public void dispose() {
            work = null;
            Future<?> onEventLoop;
            synchronized (BareLoop.this) {
                timers.remove(this);
                onEventLoop = moved;
            }
            if (onEventLoop != null) {
                onEventLoop.cancel(false);
            }
        }

        @Override
        public boolean isDisposed() {
            return work == null;
        }

        @Override
        public int compareTo(Timer other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(number, other.number);
        }
    }
}
