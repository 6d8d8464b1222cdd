package io.asyncio;

/**
 * What {@link Lock#hold()} and {@link Semaphore#hold()} give: closing it releases, once. For try-with-resources, as
 * {@code async with} in Python.
 */
public final class Held implements AutoCloseable {
    private final Runnable release;
    private boolean released;

    Held(Runnable release) {
        this.release = release;
    }

    /** Releases the lock or permit; without effect the second time. */
    @Override
    public void close() {
        if (!released) {
            release.run(); // first: another thread is refused
            released = true;
        }
    }
}
