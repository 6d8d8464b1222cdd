package io.asyncio;

import io.asyncio.host.Host;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;

/** A host without a thread: whoever drains it is that. */
final class DrainedHost implements Host {
    private final AtomicReference<@Nullable Runnable> next = new AtomicReference<>();

    /** Runs the drain that the loop has asked for, if any. */
    void drain() {
        Runnable scheduled = next.getAndSet(null);
        if (scheduled != null) {
            scheduled.run();
        }
    }

    boolean hasDrain() {
        return next.get() != null;
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public void execute(Runnable turns) {
        next.set(turns);
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        return Disposables.never();
    }

    @Override
    public void executeLast(Runnable last) {
        last.run();
    }

    @Override
    public void close() {}
}
