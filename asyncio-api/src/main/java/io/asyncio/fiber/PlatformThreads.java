package io.asyncio.fiber;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The platform threads of one loop. A thread whose body has ended serves another one, as making a thread costs ten times
 * as much; nothing of the last body is left on it. If it finds none for ten seconds, or the loop closes, it ends.
 */
final class PlatformThreads implements Executor {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Without a body, longest first; touched by who holds the loop. Some may have ended by themselves. */
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();

    private boolean closed;

    PlatformThreads() {
        ThreadReset.prepare();
    }

    /** Called by who holds the loop. */
    @Override
    public void execute(Runnable body) {
        for (Worker worker = idle.pollLast(); worker != null; worker = idle.pollLast()) {
            if (worker.serves(body)) {
                return;
            }
        }
        new Worker(body).start();
    }

    /** The body on {@code thread} has ended, and still holds the loop: from now on the thread may be given another one. */
    void release(Thread thread) {
        if (!ThreadReset.isPossible() || closed) {
            return; // it ends
        }
        while (!idle.isEmpty() && idle.peekFirst().hasEnded()) {
            idle.removeFirst();
        }
        Worker worker = (Worker) thread;
        idle.addLast(worker); // first: there may be no memory for it
        worker.next.set(Use.IDLE);
    }

    /** Ends the threads without a body, and returns when they have ended; called by who holds the loop. */
    void close() {
        closed = true;
        idle.forEach(Worker::end);
        try {
            for (Worker worker : idle) {
                worker.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // they end without being waited for
        }
        idle.clear();
    }

    private enum Use {
        BUSY,
        IDLE,
        ENDED
    }

    private static final class Worker extends Thread {
        private final String ownName;
        /** A {@link Use}, or the body that comes next. */
        final AtomicReference<Object> next;

        Worker(Runnable first) {
            super(null, null, "asyncio-fiber-" + COUNT.incrementAndGet(), 0, false);
            this.ownName = getName();
            this.next = new AtomicReference<>(first);
            setDaemon(true);
            setPriority(NORM_PRIORITY); // else it had that of whichever task makes it
        }

        boolean serves(Runnable body) {
            boolean accepted = next.compareAndSet(Use.IDLE, body);
            if (accepted) {
                LockSupport.unpark(this);
            }
            return accepted;
        }

        boolean hasEnded() {
            return next.get() == Use.ENDED;
        }

        void end() {
            if (next.compareAndSet(Use.IDLE, Use.ENDED)) {
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            for (Runnable body = awaitBody(); body != null; body = awaitBody()) {
                runBody(body);
            }
        }

        /** What fails, as for want of memory, must not end a thread that may have been given another body. */
        private void runBody(Runnable body) {
            try {
                body.run();
            } catch (Throwable e) {
                tellUncaught(e);
            }
            try {
                setName(ownName);
                ThreadReset.reset(this, null);
            } catch (Throwable e) {
                tellUncaught(e);
            }
        }

        private void tellUncaught(Throwable e) {
            try {
                getUncaughtExceptionHandler().uncaughtException(this, e);
            } catch (Throwable untold) {
                // there is nobody else to be told
            }
        }

        /** Null if the thread shall end. */
        private @Nullable Runnable awaitBody() {
            long deadline = System.nanoTime() + IDLE_NANOS;
            for (Object now = next.get(); now != Use.BUSY && now != Use.ENDED; now = next.get()) {
                if (now instanceof Runnable body) {
                    next.set(Use.BUSY);
                    Thread.interrupted(); // meant for nobody
                    return body;
                }
                long left = deadline - System.nanoTime();
                if (left > 0) {
                    LockSupport.parkNanos(this, left);
                    Thread.interrupted(); // a set status would make it return at once
                } else {
                    next.compareAndSet(Use.IDLE, Use.ENDED);
                }
            }
            return null;
        }
    }
}
