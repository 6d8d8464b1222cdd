package io.asyncio;

import java.util.List;

/**
 * Several tasks of a {@link TaskGroup} may fail: this holds what they threw, in the order in which they failed, the
 * body's own exception last. A group within a group is one element. The first is the {@linkplain #getCause() cause}, the
 * others are suppressed. Like Python's {@code ExceptionGroup}.
 */
public final class TaskGroupException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Throwable> exceptions;

    TaskGroupException(List<Throwable> exceptions) {
        super("Unhandled errors in a TaskGroup (" + exceptions.size() + ")", exceptions.get(0));
        this.exceptions = List.copyOf(exceptions);
        List<Throwable> others = exceptions.subList(1, exceptions.size());
        for (Throwable suppressed : others) { // to link a lambda takes more stack than there may be
            addSuppressed(suppressed);
        }
    }

    /** What was thrown; never empty. */
    public List<Throwable> exceptions() {
        return exceptions;
    }
}
