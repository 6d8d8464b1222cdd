package io.asyncio;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * Carries thread-locals known to Micrometer's context-propagation, if that library is there, from who creates a task
 * into the task. As a task has a thread of its own while it lives, they hold over every suspension.
 */
final class ContextCapture {
    private static final boolean LIBRARY_PRESENT = isLibraryPresent();

    private ContextCapture() {}

    /** {@code body} with the thread-locals as they are now. */
    static Runnable wrap(Runnable body) {
        return LIBRARY_PRESENT ? Micrometer.wrap(body) : body;
    }

    private static boolean isLibraryPresent() {
        try {
            Class.forName("io.micrometer.context.ContextRegistry", false, ContextCapture.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** A class of its own, as it is loaded only if the library is there. */
    private static final class Micrometer {
        private static final ContextSnapshotFactory SNAPSHOTS =
                ContextSnapshotFactory.builder().clearMissing(true).build(); // a pooled thread keeps nothing

        static Runnable wrap(Runnable body) {
            if (ContextRegistry.getInstance().getThreadLocalAccessors().isEmpty()) {
                return body;
            }
            ContextSnapshot snapshot = SNAPSHOTS.captureAll();
            return snapshot.wrap(body);
        }
    }
}
