package io.asyncio;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
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
    private final Arrival arrival = new Arrival(); // made here, as all that the end needs: it must not fail
    private final Receipt receipt = new Receipt(); // likewise
    private final AtomicInteger holds =
            new AtomicInteger(1); // of the receipt, the first is its own; 0 once it is given
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
    boolean cancelHere(@Nullable String message) {
        return cancel(message, () -> origin.cancelHere(message));
    }

    /** {@code there}, which runs on the loop of the origin, tells whether it was in time. */
    boolean cancel(@Nullable String message, BooleanSupplier there) {
        if (done()) {
            return false;
        }
        origin.loop().core.enqueue(new Ready() {
            @Override
            void run() {
                if (there.getAsBoolean()) {
                    farSide.cancelsInTime++;
                }
            }

            @Override
            boolean runsAgain() {
                return true;
            }
        });
        cancels++;
        lastMessage = message;
        return true;
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.of(origin);
    }

    /** Who is given the failure here has it of the origin. */
    @Override
    Future<?> shielded() {
        return origin;
    }

    /** By waits for this and others; behind a shield, also by tasks of third loops, once this is done. */
    @Override
    void expectRetrieval() {
        holds.updateAndGet(count -> count == 0 ? 0 : count + 1);
    }

    /** The last one takes the receipt's own hold over, for a turn behind who has been woken. */
    @Override
    void retrievalMissed() {
        int before = holds.getAndUpdate(count -> count <= 1 ? count : count - 1);
        if (before == 1) {
            loop().core.enqueue(receipt);
        }
    }

    @Override
    void forgotten() {
        origin.loop().core.enqueue(farSide.unregister);
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

    /** On the loop of who awaits: what the origin has sent. */
    private final class Arrival extends Ready {
        private int cancelsInTime; // these two: written before it is queued
        private boolean closed;

        @Override
        void run() {
            if (done()) {
                return;
            }
            if (closed) {
                finishCancelled(LoopCore.CLOSED);
            } else {
                originDone(cancelsInTime);
                if (farSide.expected) {
                    loop().core.enqueue(receipt); // behind who has been woken
                }
            }
        }

        @Override
        boolean runsAgain() {
            return true;
        }

        @Override
        void abandon() {
            receipt.sendBack();
        }
    }

    /** Who awaits has had its turn, first on its loop: if it has not taken the failure, the origin tells of it. */
    private final class Receipt extends Ready {
        private boolean sentBack;

        @Override
        void run() {
            if (sentBack) {
                farSide.received();
            } else if (holds.decrementAndGet() == 0) { // else who holds it last makes it ready again
                sendBack();
            }
        }

        void sendBack() {
            holds.set(0);
            sentBack = true;
            origin.loop().core.enqueue(this);
        }

        @Override
        void abandon() {
            if (sentBack) {
                farSide.received();
            } else {
                sendBack();
            }
        }
    }

    /** What is touched on the loop of the origin only. */
    private final class FarSide extends Ready {
        private final Runnable onClosed = this::closed;
        private final Waiter listener = new OriginListener();
        private final Ready unregister = new Unregister();
        private int cancelsInTime;
        private boolean expected; // to retrieve the origin's failure

        /** Registers. */
        @Override
        void run() {
            origin.loop().onClose(onClosed);
            origin.addListener(listener);
        }

        @Override
        boolean runsAgain() {
            return true;
        }

        @Override
        void abandon() {
            if (origin.done()) {
                originDone();
            } else {
                closed();
            }
        }

        private void originDone() {
            origin.loop().removeOnClose(onClosed);
            expectRetrieval();
            arrival.cancelsInTime = cancelsInTime;
            loop().core.enqueue(arrival);
        }

        /** Who awaits a failure will hear of it later. */
        private void expectRetrieval() {
            if (origin.failureNotRetrieved() != null) { // of a task, or of one behind a shield
                expected = true;
                origin.expectRetrieval();
            }
        }

        private void received() {
            if (expected) {
                expected = false;
                origin.retrievalMissed();
            }
        }

        private void closed() {
            arrival.closed = true;
            loop().core.enqueue(arrival);
        }

        private final class Unregister extends Ready {
            @Override
            void run() {
                origin.loop().removeOnClose(onClosed);
                origin.removeListener(listener);
            }
        }

        /** Behind what the end of the origin has made ready. */
        private final class OriginListener extends Waiter {
            @Override
            void wake() {
                origin.loop().core.enqueue(this);
            }

            @Override
            void run() {
                originDone();
            }

            @Override
            void abandon() {
                run(); // who awaits must hear of it, also when this loop closes
            }
        }
    }
}
