package io.asyncio;

import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Carries OpenTelemetry's context from who creates a task into the task. By OpenTelemetry's own means, and not by an
 * accessor in Micrometer's registry: that would have Reactor carry it, too, in all of an application.
 */
final class OpenTelemetryContext {
    private OpenTelemetryContext() {}

    /** {@code body} with the context as it is now; with an empty one if there is none. */
    static <T extends @Nullable Object> Coroutine<T> wrap(Coroutine<T> body) {
        Context captured = Context.current();
        return () -> {
            try (Scope scope = captured.makeCurrent()) {
                return body.await();
            }
        };
    }
}
