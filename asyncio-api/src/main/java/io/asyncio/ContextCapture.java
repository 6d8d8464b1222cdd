package io.asyncio;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Carries thread-locals known to Micrometer's context-propagation, and OpenTelemetry's context, each if its library is
 * there, from who creates a task into the task. As a task has a thread of its own while it lives, they hold over every
 * suspension.
 */
final class ContextCapture {
    private static final boolean MICROMETER = isPresent("io.micrometer.context.ContextRegistry");
    private static final boolean OPEN_TELEMETRY = isPresent("io.opentelemetry.context.Context");

    private ContextCapture() {}

    /**
     * {@code body} with the thread-locals as they are now, but for those that {@code given} has. What an accessor throws
     * while it sets or restores one is thrown as if by the body.
     */
    static <T extends @Nullable Object> Coroutine<T> wrap(Coroutine<T> body, @Nullable ContextView given) {
        Coroutine<T> withThreadLocals = MICROMETER ? Micrometer.wrap(body, given) : body;
        return OPEN_TELEMETRY ? OpenTelemetryContext.wrap(withThreadLocals) : withThreadLocals;
    }

    /** {@code context} with the thread-locals as they are now. */
    static ContextView update(ContextView context) {
        return MICROMETER ? Micrometer.update(context) : context;
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, ContextCapture.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** A class of its own, as it is loaded only if the library is there. */
    private static final class Micrometer {
        private static final ContextSnapshotFactory SNAPSHOTS =
                ContextSnapshotFactory.builder().clearMissing(true).build(); // a pooled thread keeps nothing

        static <T extends @Nullable Object> Coroutine<T> wrap(Coroutine<T> body, @Nullable ContextView given) {
            if (ContextRegistry.getInstance().getThreadLocalAccessors().isEmpty()) {
                return body;
            }
            ContextSnapshot snapshot = given == null ? SNAPSHOTS.captureAll() : SNAPSHOTS.captureAll(given);
            return () -> awaitWith(
                    snapshot,
                    ContextRegistry.getInstance().getThreadLocalAccessors().iterator(),
                    body);
        }

        /** One accessor at a time: one that throws does not leave on the thread what the others have set. */
        private static <T extends @Nullable Object> T awaitWith(
                ContextSnapshot snapshot, Iterator<ThreadLocalAccessor<?>> accessors, Coroutine<T> body)
                throws Exception {
            if (!accessors.hasNext()) {
                return body.await();
            }
            Object key = accessors.next().key();
            try (ContextSnapshot.Scope scope = snapshot.setThreadLocals(key::equals)) {
                return awaitWith(snapshot, accessors, body);
            }
        }

        static ContextView update(ContextView context) {
            Context updated = Context.of(context);
            for (ThreadLocalAccessor<?> accessor : ContextRegistry.getInstance().getThreadLocalAccessors()) {
                Object value = accessor.getValue();
                updated = value == null ? updated.delete(accessor.key()) : updated.put(accessor.key(), value);
            }
            return updated;
        }
    }
}
