package io.asyncio.reactor;

import io.asyncio.CancelledError;
import io.asyncio.Future;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What the body of a task throws, as Reactor's operators treat what user code throws in them. */
final class BodyFailure {
    private BodyFailure() {}

    /** What the task {@code done} has thrown, null if nothing; not raised here, where nobody awaits it. */
    static @Nullable Throwable of(Future<?> done) {
        try {
            return done.exception();
        } catch (CancelledError e) {
            return e;
        }
    }

    /**
     * Tells {@code subscriber}, or, if it wants no signal any more, {@code onErrorDropped}. Only a cancel that comes back
     * to who has asked for it is told to nobody; a CancellationException is the body's own, like any other.
     */
    static void signal(Throwable failure, boolean isWanted, CoreSubscriber<?> subscriber) {
        if (failure instanceof CancelledError cancel) {
            if (isWanted) {
                subscriber.onError(cancel.toCancellationException());
            }
        } else if (isWanted) {
            subscriber.onError(afterHook(failure, subscriber.currentContext()));
        } else {
            Operators.onErrorDropped(failure, subscriber.currentContext());
        }
    }

    /** By way of the hook {@code onOperatorError}; a fatal error as it is, as that would throw it here. */
    private static Throwable afterHook(Throwable failure, Context context) {
        return Exceptions.isFatal(failure) ? failure : Operators.onOperatorError(failure, context);
    }
}
