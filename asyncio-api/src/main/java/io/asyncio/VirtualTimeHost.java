package io.asyncio;

import reactor.core.Disposable;

/** A loop whose clock stands still while anything is ready, and jumps to the next deadline when nothing is. */
final class VirtualTimeHost implements Host {
    private final Host thread;
    private volatile long now;

    VirtualTimeHost(Host thread) {
        this.thread = thread;
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public void execute(Runnable turns) {
        thread.execute(turns);
    }

    @Override
    public void executeAgain(Runnable turns) {
        thread.executeAgain(turns);
    }

    /** Called when the loop is idle; what it had to wait for is skipped. */
    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        return thread.executeAt(thread.nanoTime(), () -> {
            now = Math.max(now, deadline);
            turns.run();
        });
    }

    @Override
    public void executeLast(Runnable last) {
        thread.executeLast(last);
    }

    @Override
    public boolean ownsThread() {
        return thread.ownsThread();
    }

    @Override
    public void close() {
        thread.close();
    }

    @Override
    public String toString() {
        return thread + " (virtual time)";
    }
}
