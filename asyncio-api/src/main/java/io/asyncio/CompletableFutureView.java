package io.asyncio;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A future of the loop as the rest of Java sees it. */
final class CompletableFutureView<T extends @Nullable Object> extends Ready {
    private final Future<T> future;
    private final CompletableFuture<T> view = new OffLoopFuture<>("await the future or task itself, which suspends only"
            + " the current task; in a callback, use addDoneCallback()");
    private final Runnable onClose = this::loopClosed;
    private final Waiter listener = new Listener();

    private CompletableFutureView(Future<T> future) {
        this.future = future;
    }

    static <T extends @Nullable Object> CompletableFuture<T> of(Future<T> future) {
        CompletableFutureView<T> view = new CompletableFutureView<>(future);
        if (future.done()) {
            view.complete(future);
        } else if (future.loop().core.isHeldByCaller()) {
            view.run();
        } else { // also if the loop does not run: another thread may start it at any time
            future.loop().core.enqueue(view);
        }
        return view.view;
    }

    /** Registers with the future; on the loop. */
    @Override
    void run() {
        if (future.done()) {
            complete(future);
            return;
        }
        if (future.loop().core.takesNoMore()) {
            loopClosed();
            return;
        }
        future.loop().onClose(onClose);
        future.addListener(listener);
        view.whenComplete((value, failure) -> forgetUnlessDone());
    }

    /** Who has the view may complete or cancel it, in any thread: then it is to be told of nothing more. */
    private void forgetUnlessDone() {
        if (!future.done()) {
            future.loop().core.enqueue(new Ready() {
                @Override
                void run() {
                    future.loop().removeOnClose(onClose);
                    future.removeListener(listener);
                }
            });
        }
    }

    @Override
    void abandon() {
        run();
    }

    private void complete(Future<T> done) {
        future.loop().removeOnClose(onClose);
        if (view.isDone()) {
            return; // who had it has given it up: a failure is then not seen
        }
        Throwable failure = done.failureNotRetrieved();
        if (failure != null) {
            if (view.completeExceptionally(failure)) { // else another thread has given it up just now
                done.markSeen();
            }
        } else if (done.failureOrNull() instanceof CancelledError cancelled) {
            view.completeExceptionally(cancelled.toCancellationException());
        } else {
            view.complete(done.result());
        }
    }

    /** Behind what the end of the future has made ready. If there is no memory for it, tells the view later. */
    private final class Listener extends Waiter {
        @Override
        void wake() {
            future.loop().core.enqueue(this);
        }

        @Override
        void run() {
            complete(future);
        }

        @Override
        void abandon() {
            run(); // who waits for the view must hear of it, also when the loop closes
        }
    }

    private void loopClosed() {
        view.completeExceptionally(new CancellationException(LoopCore.CLOSED));
    }
}
