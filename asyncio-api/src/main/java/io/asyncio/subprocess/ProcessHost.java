package io.asyncio.subprocess;

import io.asyncio.Loop;
import io.asyncio.stream.BlockingCalls;

/** How a loop and its subprocesses meet. Implemented by the loop, not by users. */
public interface ProcessHost extends BlockingCalls {
    /** The loop whose tasks use the processes. */
    Loop loop();

    /** Has {@code process} killed when the loop closes. Any thread may call. */
    void started(Process process);

    /** The process has ended. Any thread may call. */
    void ended(Process process);
}
