package io.asyncio.stream;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * A thread for the blocking calls on one pipe: there while it has something to do, and a second longer. Of its own, as a
 * pool could be full of threads that read, while the one that writes what these processes wait for finds no place.
 *
 * <p>It holds the pipe's monitor, so that the JDK, which does so when the process has ended, does not close a pipe that the
 * process has left to its children.
 */
final class PipeThread {
    private static final long LINGER_SECONDS = 1;

    private final String name;
    private final Object pipe;
    private final BooleanSupplier step;
    private final ThreadFactory threads;
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicBoolean running = new AtomicBoolean();
    private final CompletableFuture<Void> held = new CompletableFuture<>(); // the pipe's monitor, for the first time
    private volatile boolean over;

    /** {@code step} makes one blocking call, and tells of what fails itself; false if it was the last one. */
    PipeThread(String name, Object pipe, BooleanSupplier step, ThreadFactory threads) {
        this.name = name;
        this.pipe = pipe;
        this.step = step;
        this.threads = threads;
    }

    /** Has one more step run, if there is a thread for it. Any thread may call. */
    void request() {
        wanted.release();
        if (!over && running.compareAndSet(false, true)) {
            start();
        }
    }

    /** {@link #request()} that returns once the thread holds the pipe's monitor. Blocks: not for the loop's thread. */
    void requestAndAwaitHold() {
        request();
        if (!over) {
            held.join(); // which no interrupt ends
        }
    }

    /** The first {@link #request()}; the thread that runs the result becomes the pipe's, instead of a new one. */
    Runnable requestHere() {
        running.set(true);
        wanted.release();
        return () -> {
            Thread.currentThread().setName(name);
            run();
        };
    }

    /** No more steps; one that runs comes to its end. Any thread may call. */
    void end() {
        over = true;
        wanted.release();
    }

    private void start() {
        try {
            Thread thread = threads.newThread(this::run);
            thread.setName(name);
            thread.setDaemon(true);
            thread.start();
        } catch (Throwable noThread) {
            wanted.tryAcquire(); // no later thread is to run what was refused
            running.set(false);
            throw noThread;
        }
    }

    private void run() {
        do {
            synchronized (pipe) {
                held.complete(null);
                runSteps();
            }
            running.set(false);
        } while (!over && wanted.availablePermits() > 0 && running.compareAndSet(false, true));
    }

    private void runSteps() {
        try {
            while (!over && wanted.tryAcquire(LINGER_SECONDS, TimeUnit.SECONDS)) {
                if (!over && !step.getAsBoolean()) {
                    over = true;
                }
            }
        } catch (InterruptedException endsTheThread) {
            over = true;
        }
    }
}
