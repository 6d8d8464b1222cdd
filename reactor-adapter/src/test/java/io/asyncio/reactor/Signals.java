package io.asyncio.reactor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Where each signal went, in order. */
final class Signals {
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    void add(String signal) {
        seen.add(signal);
    }

    /** A context whose subscriber's dropped and discarded signals are recorded. */
    Context hooks() {
        Consumer<Object> nextDropped = value -> add("next dropped " + value);
        Consumer<Throwable> errorDropped = error -> add("error dropped " + name(error));
        BiFunction<Throwable, Object, Throwable> operatorError = (error, value) -> {
            add("operator error " + name(error));
            return error;
        };
        Context hooks = Context.of(
                "reactor.onNextDropped.local", nextDropped,
                "reactor.onErrorDropped.local", errorDropped,
                "reactor.onOperatorError.local", operatorError);
        return Operators.enableOnDiscard(hooks, value -> add("discarded " + value));
    }

    /** The message of our own errors, the type of others. */
    static String name(Throwable error) {
        return error instanceof Boom ? "boom" : error.getClass().getSimpleName();
    }

    @Override
    public String toString() {
        return seen.isEmpty() ? "nothing" : String.join(", ", seen);
    }

    static final class Boom extends Exception {
        private static final long serialVersionUID = 1;
    }
}
