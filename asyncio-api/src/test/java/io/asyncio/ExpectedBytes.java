package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a stream of known bytes has to answer to each way to read, as {@link io.asyncio.stream.StreamReader} has it. */
final class ExpectedBytes {
    private static final int UNKNOWN = -1;

    private final byte[] bytes;
    private final int limit;
    private int end;
    private int position;

    private ExpectedBytes(byte[] bytes, int limit, int end) {
        this.bytes = bytes;
        this.limit = limit;
        this.end = end;
    }

    /** The first {@code end} of them, and then the stream's end. */
    static ExpectedBytes upTo(int end, byte[] bytes, int limit) {
        return new ExpectedBytes(bytes, limit, end);
    }

    /** The stream may end behind any of them. */
    static ExpectedBytes someOf(byte[] bytes, int limit) {
        return new ExpectedBytes(bytes, limit, UNKNOWN);
    }

    /** How many were read. */
    int position() {
        return position;
    }

    boolean endIsKnown() {
        return end != UNKNOWN;
    }

    int left() {
        return (endIsKnown() ? end : bytes.length) - position;
    }

    /** As of {@code read(max)}: some, or none at the end. */
    void some(byte[] got, int max) {
        assertThat(got.length).isLessThanOrEqualTo(max);
        if (got.length == 0 && max > 0) {
            endsBehind(0);
        }
        take(got);
    }

    /** As of {@code read()}. */
    void rest(byte[] got) {
        endsBehind(got.length);
        take(got);
    }

    /** As of {@code transferTo}, which moved {@code got}, up to the end or not. */
    void moved(byte[] got, boolean upToEnd) {
        if (upToEnd) {
            endsBehind(got.length);
        }
        take(got);
    }

    /** As of {@code readExactly(count)}, which was {@code incomplete} or not. */
    void exactly(byte[] got, int count, boolean incomplete) {
        if (incomplete) {
            assertThat(got.length).isLessThan(count);
            endsBehind(got.length);
        } else {
            assertThat(got).hasSize(count);
        }
        take(got);
    }

    /** As of {@code readUntil}, which found a separator; was {@code incomplete}; or {@code got} nothing as it ran over. */
    void until(byte @Nullable [] got, boolean incomplete, byte[]... separators) {
        if (incomplete && got != null) {
            endsBehind(got.length);
        }
        int found = endOfFirst(separators);
        boolean overrun = found < 0 ? left() - longest(separators) >= limit : startOf(found, separators) > limit;
        assertThat(got == null).as("over the limit of %s", limit).isEqualTo(overrun);
        if (got != null) {
            assertThat(got).hasSize(found < 0 ? left() : found);
            assertThat(incomplete).isEqualTo(found < 0);
            take(got);
        }
    }

    private void take(byte[] got) {
        assertThat(got.length).as("no more than there are").isLessThanOrEqualTo(left());
        byte[] expected = Arrays.copyOfRange(bytes, position, position + got.length);
        int different = Arrays.mismatch(got, expected);
        assertThat(different)
                .as("first wrong byte of %s read at %s", got.length, position)
                .isEqualTo(-1);
        position += got.length;
    }

    private void endsBehind(int count) {
        if (endIsKnown()) {
            assertThat(position + count).as("the stream's end").isEqualTo(end);
        }
        end = position + count;
    }

    /** How many bytes up to the end of the separator that ends first; -1 for none that matters for the limit. */
    private int endOfFirst(byte[]... separators) {
        for (int count = 1; count <= Math.min(left(), limit + longest(separators)); count++) {
            if (startOf(count, separators) >= 0) {
                return count;
            }
        }
        return -1;
    }

    /** Where the shortest of the separators begins that end behind {@code count} bytes; -1 for none. */
    private int startOf(int count, byte[]... separators) {
        int start = -1;
        for (byte[] separator : separators) {
            int itsStart = count - separator.length;
            if (itsStart > start && endsWith(separator, position + count)) {
                start = itsStart;
            }
        }
        return start;
    }

    private boolean endsWith(byte[] separator, int to) {
        int from = to - separator.length;
        return from >= position && Arrays.equals(bytes, from, to, separator, 0, separator.length);
    }

    private static int longest(byte[]... separators) {
        return Arrays.stream(separators)
                .mapToInt(separator -> separator.length)
                .max()
                .orElseThrow();
    }
}
