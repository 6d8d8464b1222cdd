package io.asyncio.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import kotlin.internal.LowPriorityInOverloadResolution;

/**
 * The input of a {@link Stream}. One task reads at a time. Bytes that arrive while no task reads are kept, up to twice
 * the limit of the options and what came with the last of them; then the peer has to wait. A cancel of a task that
 * reads loses no byte. Like Python's {@code asyncio.StreamReader}.
 *
 * <p>All but {@link #atEof} suspend the current task until they have what they return, and throw an {@code IOException}
 * if the connection breaks first, an {@link IllegalStateException} if another task reads. What each of them returns at
 * the end of the stream is said below; it returns the same however often it is called there.
 */
public interface StreamReader {
    /** All bytes up to the end; empty at the end. */
    @LowPriorityInOverloadResolution // in Kotlin the suspend functions of kotlin-adapter go first
    byte[] read() throws IOException;

    /** At least one byte and {@code max} at most, as many as are there; empty at the end. Negative: up to the end. */
    @LowPriorityInOverloadResolution
    byte[] read(int max) throws IOException;

    /** Like {@link #read(int)}, into {@code target}. Returns how many bytes these were, 0 at the end. */
    @LowPriorityInOverloadResolution
    int readInto(byte[] target) throws IOException;

    /** Like {@link #readInto(byte[])}, with as many bytes as {@code target} has room for; moves its position. */
    @LowPriorityInOverloadResolution
    int readInto(ByteBuffer target) throws IOException;

    /**
     * Exactly {@code count} bytes.
     *
     * @throws IncompleteReadException if the end comes first; it has the bytes before the end
     * @throws IllegalArgumentException if {@code count} is negative
     */
    @LowPriorityInOverloadResolution
    byte[] readExactly(int count) throws IOException;

    /**
     * A line with its {@code \n}, which may be missing from the last line; empty at the end.
     *
     * @throws LimitOverrunException if the line is longer than the limit, not counting the {@code \n}. Its bytes stay
     *     in the stream, and the caller has to skip them; Python's {@code readline} drops them
     */
    @LowPriorityInOverloadResolution
    byte[] readLine() throws IOException;

    /**
     * All bytes up to and including the first of the separators: the one that ends first.
     *
     * @throws IncompleteReadException if the end comes first; it has the bytes before the end
     * @throws LimitOverrunException if more bytes than the limit come before a separator; they stay in the stream
     * @throws IllegalArgumentException if there is no separator, or an empty one
     */
    @LowPriorityInOverloadResolution
    byte[] readUntil(byte[]... separators) throws IOException;

    /** {@link #transferTo(StreamWriter, long)} without a limit. */
    @LowPriorityInOverloadResolution
    default long transferTo(StreamWriter target) throws IOException {
        return transferTo(target, Long.MAX_VALUE);
    }

    /**
     * Moves bytes to {@code target}, of the same loop, as they come, until the end or until {@code limit} of them have been
     * moved; and waits as {@link StreamWriter#drain} does, while what {@code target} has to send is above its high-water
     * mark. Between two connections large pieces stay in the buffers in which they were received.
     *
     * <p>{@code target} stays open. Bytes that were moved count as written, as if by {@link StreamWriter#write}; all
     * others can still be read here, even if the task is cancelled or this fails. If the target breaks while no bytes
     * come, that is noticed when the next ones come. Like Java's {@link java.io.InputStream#transferTo}.
     *
     * @return how many bytes were moved
     * @throws IOException also if {@code target} is closed or broken
     * @throws IllegalArgumentException if {@code limit} is negative
     * @throws IllegalStateException if another task reads, or {@code target} is of another loop
     */
    @LowPriorityInOverloadResolution
    long transferTo(StreamWriter target, long limit) throws IOException;

    /** Whether the end has come and all bytes were read. */
    boolean atEof();
}
