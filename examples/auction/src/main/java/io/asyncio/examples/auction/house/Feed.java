package io.asyncio.examples.auction.house;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells everybody who listens what happens in the house. Used on its loop only. */
public final class Feed {
    private final int limit;
    private final Set<FeedSubscription> subscriptions = new LinkedHashSet<>();
    private final List<Consumer<FeedMessage>> listeners = new ArrayList<>();
    private boolean ended;

    /** Of each reader {@code limit} messages wait at most. */
    public Feed(int limit) {
        this.limit = limit;
    }

    /** Calls {@code listener} in place, for each message; for what only counts. */
    public void listen(Consumer<FeedMessage> listener) {
        listeners.add(listener);
    }

    public FeedSubscription subscribe(Supplier<FeedMessage.Snapshot> snapshot) {
        FeedSubscription subscription = new FeedSubscription(limit, snapshot, subscriptions::remove);
        subscriptions.add(subscription);
        if (ended) {
            subscription.end();
        }
        return subscription;
    }

    public void tell(FeedMessage message) {
        listeners.forEach(listener -> listener.accept(message));
        subscriptions.forEach(subscription -> subscription.offer(message));
    }

    /** Readers take what waits, and are at the end. */
    public void end() {
        ended = true;
        subscriptions.forEach(FeedSubscription::end);
    }

    public boolean hasEnded() {
        return ended;
    }

    public int subscriberCount() {
        return subscriptions.size();
    }
}
