package io.asyncio.subprocess;

import io.asyncio.stream.StreamHost;

/** How a loop and its subprocesses meet. Implemented by the loop, not by users. */
public interface ProcessHost extends StreamHost {
    /** Has {@code process} killed when the loop closes. Any thread may call. */
    void started(Process process);

    /** The process has ended. Any thread may call. */
    void ended(Process process);
}
