package io.asyncio;

import io.asyncio.host.Host;
import reactor.core.Disposable;

/** Passes work and time on to another host, but has no Netty thread to show: a test overrides what it steps into. */
abstract class DelegatingHost implements Host {
    final Host host;

    DelegatingHost(Host host) {
        this.host = host;
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
        host.executeAgain(turns);
    }

    @Override
    public Disposable executeAt(long deadline, Runnable turns) {
        return host.executeAt(deadline, turns);
    }

    @Override
    public void executeLast(Runnable last) {
        host.executeLast(last);
    }

    @Override
    public void close() {
        host.close();
    }
}
