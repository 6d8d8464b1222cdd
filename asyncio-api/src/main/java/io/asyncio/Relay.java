package io.asyncio;

import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands in, on the loop of a task that awaits, for a future of another loop. Cancels go over there, the outcome comes
 * back, both by the loops' inboxes. A cancel that finds the origin done is raised here, instead of the outcome. Serves
 * one wait: when that gives up, the origin forgets this.
 */
final class Relay<T extends @Nullable Object> extends Future<T> {
    private final Future<T> origin;
    private final FarSide farSide;
    private int cancels; // sent over
    private @Nullable String lastMessage;

    Relay(Future<T> origin, Loop awaiting) {
        super(awaiting);
        this.origin = origin;
        this.farSide = new FarSide();
        origin.loop().core.enqueue(farSide);
    }

    Future<T> origin() {
        return origin;
    }

    /** Cancels the origin; this one ends as the origin does. */
    @Override
    public boolean cancel(@Nullable String message) {
        return cancel(message, () -> origin.cancel(message));
    }

    /** {@code there}, which runs on the loop of the origin, tells whether it was in time. */
    boolean cancel(@Nullable String message, BooleanSupplier there) {
        if (done()) {
            return false;
        }
        cancels++;
        lastMessage = message;
        origin.loop().core.enqueue(new Ready() {
            @Override
            void run() {
                if (there.getAsBoolean()) {
                    farSide.cancelsInTime++;
                }
            }
        });
        return true;
    }

    @Override
    Collection<Future<?>> awaited() {
        return List.of(origin);
    }

    @Override
    void forgotten() {
        origin.loop().core.enqueue(new Ready() {
            @Override
            void run() {
                farSide.unregister();
            }
        });
    }

    private void originDone(int cancelsInTime) {
        if (cancels == cancelsInTime) {
            finishAs(origin);
        } else {
            CancelledError tooLate = CancelledError.of(lastMessage, loop());
            CancelledError.suppress(tooLate, origin);
            finishFailed(tooLate);
        }
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

    /** What is touched on the loop of the origin only. */
    private final class FarSide extends Ready {
        private final Runnable onClosed = this::closed;
        private final Waiter listener = new DoneCallback<>(origin, this::done);
        private int cancelsInTime;

        /** Registers. */
        @Override
        void run() {
            origin.loop().onClose(onClosed);
            origin.addListener(listener);
        }

        @Override
        void abandon() {
            if (origin.done()) {
                done(origin);
            } else {
                closed();
            }
        }

        void unregister() {
            origin.loop().removeOnClose(onClosed);
            origin.removeListener(listener);
        }

        private void done(Future<T> done) {
            origin.loop().removeOnClose(onClosed);
            done.failureOrNull(); // seen, though the one who awaits it will hear of it later
            int inTime = cancelsInTime;
            post(() -> originDone(inTime));
        }

        private void closed() {
            post(() -> finishCancelled(LoopCore.CLOSED));
        }
    }
}
