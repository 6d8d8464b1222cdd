package io.asyncio.examples.auction;

import io.asyncio.Loop;
import io.asyncio.examples.auction.house.House;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Opens the house after the loop has started and before the web server takes requests. At the end, those who wait are let
 * go first, the web server answers what is left, and then the house waits for the bids whose bidders have gone.
 */
@Component
class HouseLifecycle implements SmartLifecycle {
    private static final int BETWEEN_LOOP_AND_WEB_SERVER =
            WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

    private final Loop loop;
    private final House house;
    private volatile boolean open;

    HouseLifecycle(Loop loop, House house) {
        this.loop = loop;
        this.house = house;
    }

    @Override
    public void start() {
        loop.createTask("opening", () -> house.open()).toCompletableFuture().join();
        open = true;
    }

    @EventListener
    void closing(ContextClosedEvent event) {
        if (open) {
            loop.callSoonThreadsafe(house::beginToClose);
        }
    }

    @Override
    public void stop(Runnable stopped) {
        open = false;
        CompletableFuture<?> recorded =
                loop.createTask("closing", house::awaitRecordings).toCompletableFuture();
        recorded.whenComplete((done, failure) -> stopped.run());
    }

    @Override
    public void stop() {
        open = false;
    }

    @Override
    public boolean isRunning() {
        return open;
    }

    @Override
    public int getPhase() {
        return BETWEEN_LOOP_AND_WEB_SERVER;
    }
}
