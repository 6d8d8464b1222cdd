package io.asyncio.fiber;

/** Platform threads that can be had or not, as a test says. */
public final class ScarceThreads {
    private volatile boolean there = true;

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
            throw new OutOfMemoryError("unable to create a thread");
        }
        Thread thread = new Thread(body, "scarce");
        thread.setDaemon(true);
        thread.start();
    }
}
