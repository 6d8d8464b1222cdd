package io.asyncio.reactor;

import io.asyncio.Task;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** A subscriber for a task, with the task's Reactor context. What it subscribes to is cancelled if that comes too late. */
abstract class OwnedSubscription<T> implements CoreSubscriber<T> {
    final Context context;
    volatile @Nullable Subscription subscription; // null until subscribed

    OwnedSubscription(Task<?> task) {
        this.context = Context.of(task.reactorContext());
    }

    /** Whether nobody wants the subscription any more; asked after it was written. */
    abstract boolean isUnwanted();

    /** The subscription is there, and wanted. */
    abstract void subscribed(Subscription newSubscription);

    @Override
    public final Context currentContext() {
        return context;
    }

    @Override
    public final void onSubscribe(Subscription newSubscription) {
        if (!Operators.validate(subscription, newSubscription)) {
            return;
        }
        subscription = newSubscription;
        if (isUnwanted()) {
            newSubscription.cancel(); // who gave it up did not see it
        } else {
            subscribed(newSubscription);
        }
    }
}
