package io.asyncio;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in, on the loop of a task that awaits, for a future of another loop. Cancels go over there, the outcome comes
 * back, both by the loops' inboxes.
 */
final class Relay<T extends @Nullable Object> extends Future<T> {
    private final Future<T> origin;
    private final Runnable onOriginClosed = this::originClosed;

    Relay(Future<T> origin, Loop awaiting) {
        super(awaiting);
        this.origin = origin;
        origin.loop().core.enqueue(new Register());
    }

    /** Cancels the origin; this one ends as the origin does. */
    @Override
    public boolean cancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        origin.loop().core.enqueue(new Ready() {
            @Override
            void run() {
                origin.cancel(message);
            }
        });
        return true;
    }

    @Override
    Collection<Future<?>> awaited() {
        return List.of(origin);
    }

    private void originDone(Future<T> done) {
        origin.loop().removeOnClose(onOriginClosed);
        done.failureOrNull(); // seen, though the one who awaits it will hear of it later
        post(() -> finishAs(done));
    }

    private void originClosed() {
        post(() -> finishCancelled(LoopCore.CLOSED));
    }

    private void post(Runnable completion) {
        loop().core.enqueue(new Ready() {
            @Override
            void run() {
                if (!done()) {
                    completion.run();
                }
            }
        });
    }

    private final class Register extends Ready {
        @Override
        void run() {
            origin.loop().onClose(onOriginClosed);
            origin.addListener(new DoneCallback<>(origin, Relay.this::originDone));
        }

        @Override
        void abandon() {
            if (origin.done()) {
                originDone(origin);
            } else {
                onOriginClosed.run();
            }
        }
    }
}
