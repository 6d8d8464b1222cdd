package io.asyncio.examples.auction.store;

import io.r2dbc.pool.ConnectionPool;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Closes the connections after the house has, and before the loop stops, which has to do it: else they break. */
@Component
class PoolLifecycle implements SmartLifecycle {
    private static final int BETWEEN_LOOP_AND_HOUSE = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1536;

    private final ObjectProvider<ConnectionPool> pool;
    private volatile boolean running;

    PoolLifecycle(ObjectProvider<ConnectionPool> pool) {
        this.pool = pool;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop(Runnable stopped) {
        running = false;
        ConnectionPool connections = pool.getIfAvailable();
        if (connections == null) {
            stopped.run();
        } else {
            connections.disposeLater().doFinally(end -> stopped.run()).subscribe();
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BETWEEN_LOOP_AND_HOUSE;
    }
}
