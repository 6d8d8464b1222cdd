package io.asyncio.examples.auction.house;

import io.asyncio.Event;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one reader has yet to be told: a snapshot, then changes. It keeps {@code limit} of them at most: a reader who is
 * slower gets another snapshot in their place.
 */
public final class FeedSubscription implements AutoCloseable {
    private final int limit;
    private final Supplier<FeedMessage.Snapshot> snapshot;
    private final Consumer<FeedSubscription> onClose;
    private final Deque<FeedMessage> waiting = new ArrayDeque<>();
    private final Event arrived = new Event();
    private boolean snapshotDue = true;
    private boolean ended;

    FeedSubscription(int limit, Supplier<FeedMessage.Snapshot> snapshot, Consumer<FeedSubscription> onClose) {
        this.limit = limit;
        this.snapshot = snapshot;
        this.onClose = onClose;
    }

    /** Suspends the current task until there is something; null is the end. */
    public @Nullable FeedMessage next() {
        while (!snapshotDue && waiting.isEmpty() && !ended) {
            arrived.clear();
            arrived.await();
        }
        if (snapshotDue) {
            snapshotDue = false;
            return snapshot.get();
        }
        return waiting.poll();
    }

    void offer(FeedMessage message) {
        if (!snapshotDue) { // it is made when it is taken, and has this then
            if (waiting.size() == limit) {
                waiting.clear();
                snapshotDue = true;
            } else {
                waiting.add(message);
            }
        }
        arrived.set();
    }

    /** What waits can still be taken. */
    void end() {
        ended = true;
        arrived.set();
    }

    int waitingCount() {
        return waiting.size();
    }

    @Override
    public void close() {
        onClose.accept(this);
    }
}
