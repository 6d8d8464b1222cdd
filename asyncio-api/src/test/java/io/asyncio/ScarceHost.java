package io.asyncio;

import io.asyncio.host.Host;
import io.asyncio.host.NettyHost;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A host in real time that has memory for what the loop asks for later, or none, as a test says. */
final class ScarceHost implements Host {
    private final Host host = LoopSockets.newHost();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean scarce;

    void setScarce(boolean isScarce) {
        scarce = isScarce;
    }

    /** How often there was none. */
    int refusals() {
        return refusals.get();
    }

    private void needMemory() {
        if (scarce) {
            refusals.incrementAndGet();
            throw new OutOfMemoryError("a test's");
        }
    }

    @Override
    public long nanoTime() {
        return host.nanoTime();
    }

    @Override
    public void execute(Runnable turns) {
        host.execute(turns);
    }

    @Override
    public void executeAgain(Runnable turns) {
        needMemory();
        host.executeAgain(turns);
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        needMemory();
        return host.executeAt(deadline, turns);
    }

    @Override
    public void executeLast(Runnable last) {
        host.executeLast(last);
    }

    @Override
    public @Nullable NettyHost netty() {
        return host.netty();
    }

    @Override
    public void close() {
        host.close();
    }
}
