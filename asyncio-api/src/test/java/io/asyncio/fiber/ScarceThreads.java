package io.asyncio.fiber;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Platform threads that can be had or not, as a test says. */
public final class ScarceThreads {
    private volatile boolean there = true;
    private final Queue<Runnable> refused = new ConcurrentLinkedQueue<>();

    /** Whether the next fiber gets a thread. */
    public void setThere(boolean areThere) {
        there = areThere;
    }

    /** Fibers that need them. */
    public Fibers fibersOf(Successors successors) {
        return new BatonFibers(FiberKind.PLATFORM, successors, this::start);
    }

    private void start(Runnable body) {
        if (!there) {
            refused.add(body);
            throw new OutOfMemoryError("unable to create a thread");
        }
        startThread(body);
    }

    /** What was refused begins all the same, as where the stack has ended in the middle of a thread's start; returns at its end. */
    public void startRefused() {
        for (Runnable body = refused.poll(); body != null; body = refused.poll()) {
            try {
                startThread(body).join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Thread startThread(Runnable body) {
        Thread thread = new Thread(body, "scarce");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
