package io.asyncio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Bytes that have arrived and are not yet read, in the buffers in which they came, which it releases as they are read.
 * Who leaves bytes in it for good calls {@link #clear} or {@link #detach}.
 */
final class ByteQueue {
    private static final byte[] NOTHING = {};

    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private int size;

    int size() {
        return size;
    }

    /** Takes {@code piece} over. A small one goes into the last one's room, so that at most half of it all is room. */
    void add(ByteBuf piece) {
        int count = piece.readableBytes();
        ByteBuf last = pieces.peekLast();
        if (count == 0) {
            piece.release();
        } else if (last != null && last.writableBytes() >= count) {
            last.writeBytes(piece);
            piece.release();
        } else {
            pieces.add(piece);
        }
        size += count;
    }

    /** Up to {@code max} bytes, without waiting. */
    byte[] take(int max) {
        int count = Math.min(max, size);
        if (count == 0) {
            return NOTHING;
        }
        byte[] taken = new byte[count];
        takeInto(ByteBuffer.wrap(taken));
        return taken;
    }

    /** As many bytes as {@code target} has room for; how many. */
    int takeInto(ByteBuffer target) {
        int before = size;
        int end = target.limit();
        while (size > 0 && target.position() < end) {
            ByteBuf first = pieces.element();
            int count = Math.min(first.readableBytes(), end - target.position());
            target.limit(target.position() + count);
            first.readBytes(target);
            size -= count;
            if (!first.isReadable()) {
                pieces.remove().release();
            }
        }
        target.limit(end);
        return before - size;
    }

    void clear() {
        pieces.forEach(ByteBuf::release);
        pieces.clear();
        size = 0;
    }

    /** From now on it may be forgotten: what is in it is left to the garbage collector. */
    void detach() {
        if (size > 0) {
            join();
        }
    }

    /** Where {@code sought} begins, at {@code from} or later; -1 if it is not there. */
    int indexOf(byte[] sought, int from) {
        if (size - sought.length < from) {
            return -1;
        }
        if (pieces.size() > 1) {
            join();
        }
        ByteBuf bytes = pieces.element();
        int begin = bytes.readerIndex();
        int lastStart = begin + size - sought.length;
        int start = bytes.indexOf(begin + from, lastStart + 1, sought[0]);
        while (start >= 0 && !matches(bytes, start, sought)) {
            start = bytes.indexOf(start + 1, lastStart + 1, sought[0]);
        }
        return start < 0 ? -1 : start - begin;
    }

    private static boolean matches(ByteBuf bytes, int start, byte[] sought) {
        for (int i = 1; i < sought.length; i++) {
            if (bytes.getByte(start + i) != sought[i]) {
                return false;
            }
        }
        return true;
    }

    /** Into one piece, on the heap. */
    private void join() {
        byte[] joined = take(size);
        pieces.add(Unpooled.wrappedBuffer(joined));
        size = joined.length;
    }
}
