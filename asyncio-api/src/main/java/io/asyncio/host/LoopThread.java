package io.asyncio.host;

import io.netty.util.concurrent.FastThreadLocalThread;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.NonBlocking;

/** A loop's own thread. Netty knows it as one of its own, and Reactor as one that must not block. */
public final class LoopThread extends FastThreadLocalThread implements NonBlocking {
    private final @Nullable Tenant tenant;
    /** Whose code the thread runs: the tenant's, but for one that is driven from within it. Touched by the thread only. */
    private @Nullable Tenant guest;

    /** Not yet started; without a tenant if it only moves bytes for a loop that runs elsewhere. */
    LoopThread(Runnable work, String name, @Nullable Tenant tenant) {
        super(work, name);
        this.tenant = tenant;
        this.guest = tenant;
        setDaemon(true);
    }

    /** Where Netty gives up, the tenant is told. */
    @Override
    public void run() {
        Throwable cause = null;
        try {
            super.run();
        } catch (Throwable e) {
            cause = e;
            throw e;
        } finally {
            if (tenant != null) {
                tenant.threadEnded(cause);
            }
        }
    }

    /** Who lives here. Any thread may ask. */
    public @Nullable Tenant tenant() {
        return tenant;
    }

    /** Whose code may run here now; in the thread itself only. */
    public @Nullable Tenant guest() {
        return guest;
    }

    /** From now on {@code other}'s code runs here, or the tenant's again if that is null; in the thread itself only. */
    public void host(@Nullable Tenant other) {
        guest = other == null ? tenant : other;
    }
}
