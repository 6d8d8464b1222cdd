package io.asyncio.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Bytes that have arrived and are not yet read, in the pieces in which they came. */
final class ByteQueue {
    private static final byte[] NOTHING = {};

    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
    private int consumed; // of the first piece
    private int size;

    int size() {
        return size;
    }

    void add(byte[] piece) {
        if (piece.length > 0) {
            pieces.add(piece);
            size += piece.length;
        }
    }

    /** Up to {@code max} bytes, without waiting; a piece that fits is given away as it is. */
    byte[] take(int max) {
        int count = Math.min(max, size);
        if (count == 0) {
            return NOTHING;
        }
        if (consumed == 0 && pieces.element().length == count) {
            size -= count;
            return pieces.remove();
        }
        byte[] taken = new byte[count];
        takeInto(ByteBuffer.wrap(taken));
        return taken;
    }

    /** As many bytes as {@code target} has room for; how many. */
    int takeInto(ByteBuffer target) {
        int before = size;
        while (size > 0 && target.hasRemaining()) {
            byte[] first = pieces.element();
            int count = Math.min(first.length - consumed, target.remaining());
            target.put(first, consumed, count);
            size -= count;
            consumed += count;
            if (consumed == first.length) {
                pieces.remove();
                consumed = 0;
            }
        }
        return before - size;
    }

    /** Where {@code sought} begins, at {@code from} or later; -1 if it is not there. */
    int indexOf(byte[] sought, int from) {
        int last = size - sought.length;
        if (last < from) {
            return -1;
        }
        byte[] bytes = contiguous();
        for (int start = from; start <= last; start++) {
            if (matches(bytes, consumed + start, sought)) {
                return start;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] bytes, int start, byte[] sought) {
        for (int i = 0; i < sought.length; i++) {
            if (bytes[start + i] != sought[i]) {
                return false;
            }
        }
        return true;
    }

    /** Joins the pieces; the bytes begin at {@link #consumed}. */
    private byte[] contiguous() {
        if (pieces.size() > 1) {
            byte[] joined = take(size);
            pieces.add(joined);
            size = joined.length;
        }
        return pieces.element();
    }
}
