package io.asyncio.reactor.spring;

import io.asyncio.Asyncio;
import io.asyncio.NoRunningLoopException;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** The tasks that belong to a request, known by their Reactor context. */
final class RequestTask {
    private static final Object MARK = RequestTask.class;

    private RequestTask() {}

    /** The tasks of {@code mono} belong to a request. */
    static <T> Mono<T> mark(Mono<T> mono) {
        return mono.contextWrite(context -> context.put(MARK, true));
    }

    /** Whether the caller runs in a task that belongs to a request. */
    static boolean isCurrent() {
        return contextOrEmpty().hasKey(MARK);
    }

    /** Of the current task, if it is one. */
    static ContextView contextOrEmpty() {
        try {
            return Asyncio.currentTask().reactorContext();
        } catch (NoRunningLoopException notInTask) {
            return Context.empty();
        }
    }
}
