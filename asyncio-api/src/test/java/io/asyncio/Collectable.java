package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;

/** Whether the garbage collector may have something, which is then held by nobody. */
final class Collectable {
    private static final int MOST_COLLECTIONS = 50;

    private Collectable() {}

    static void assertCollected(WeakReference<?> reference) {
        for (int i = 0; i < MOST_COLLECTIONS && reference.get() != null; i++) {
            System.gc();
        }
        assertThat(reference.get()).as("still held by somebody").isNull();
    }
}
