package io.asyncio.reactor;

import java.util.concurrent.CancellationException;
import reactor.core.Exceptions;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** What the body of a task throws, as Reactor's operators treat what user code throws in them. */
final class BodyFailure {
    private BodyFailure() {}

    /** {@code failure} by way of the hook {@code onOperatorError}; a fatal error as it is, as that would throw it here. */
    static Throwable signal(Throwable failure, Context context) {
        boolean isTheTasksOwn = failure instanceof CancellationException || Exceptions.isFatal(failure);
        return isTheTasksOwn ? failure : Operators.onOperatorError(failure, context);
    }
}
