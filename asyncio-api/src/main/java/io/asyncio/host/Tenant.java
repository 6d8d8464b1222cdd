package io.asyncio.host;

import org.jspecify.annotations.Nullable;

/** Who lives on a {@link LoopThread}, and has other threads run its code now and then while that one waits. */
public interface Tenant {
    /** Whether the tenant's code runs in {@code thread} now. Sure only if asked about the calling thread. */
    boolean isHeldBy(Thread thread);

    /** Whether it takes no more work, as it has begun to close. Any thread may ask. */
    boolean isClosing();

    /** The loop's thread has ended, perhaps by itself, as for want of memory; {@code cause} is why, if that is known. */
    void threadEnded(@Nullable Throwable cause);

    /** Whether what runs the tenant's code is always the loop's thread itself, perhaps in the guise of a virtual one. */
    boolean staysOnThread();
}
