package io.asyncio.host;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** Where a loop's turns run, and the clock it lives by. */
public interface Host {
    /** A deadline that does not come. */
    long NEVER = Long.MAX_VALUE;

    /** The loop's time in nanoseconds; it never goes back. Any thread may ask. */
    long nanoTime();

    /** Added to {@link #nanoTime()} it gives wall time, or what a virtual clock shows. */
    default long epochNanos() {
        return 0;
    }

    /** Runs {@code turns} on the host's thread; called from any thread. */
    void execute(Runnable turns);

    /** Runs {@code turns} again, after what else the host's thread has to do. */
    default void executeAgain(Runnable turns) {
        execute(turns);
    }

    /** Runs {@code turns} when the clock has reached {@code deadline}. */
    Disposable executeAt(long deadline, Runnable turns);

    /** Whether the host wants to know, by {@link #executeAt} a deadline of {@link #NEVER}, that the loop waits for none. */
    default boolean watchesStandstill() {
        return false;
    }

    /** Whether it will never again run anything, although nobody has closed it. Any thread may ask. */
    default boolean isOver() {
        return false;
    }

    /** Work that the loop waits for begins in another thread: a virtual clock stands still until it has ended. */
    default void outsideWorkBegins() {}

    /** The counterpart; called on the loop, which then has the result: in between the clock could jump ahead of it. */
    default void outsideWorkEnds() {}

    /**
     * Runs {@code last} and returns when it has run: on the host's thread where the loop owns it, else on the calling
     * thread, which the host's could be.
     */
    void executeLast(Runnable last);

    /** The host whose Netty thread the loop runs on; null if there is none, so that sockets need one beside. */
    default @Nullable NettyHost netty() {
        return null;
    }

    /** Gives the thread or worker back. */
    void close();
}
