package io.asyncio;

import io.asyncio.host.NettyHost;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A host in real time that has memory for what the loop asks for later, or none, as a test says. */
final class ScarceHost extends DelegatingHost {
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean scarce;

    ScarceHost() {
        super(LoopSockets.newHost());
    }

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
    public @Nullable NettyHost netty() {
        return host.netty();
    }

    @Override
    public void executeAgain(Runnable turns) {
        needMemory();
        super.executeAgain(turns);
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        needMemory();
        return super.executeAt(deadline, turns);
    }
}
