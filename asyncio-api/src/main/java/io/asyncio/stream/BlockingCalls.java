package io.asyncio.stream;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How a task waits for what the system only does by a call that blocks. Implemented by the loop, not by users. */
public interface BlockingCalls {
    /** Suspends the current task while another thread runs {@code call}, which blocks. */
    <T extends @Nullable Object> T awaitThread(Callable<T> call);
}
