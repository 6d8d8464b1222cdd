package io.asyncio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way between a channel and its tasks. Large pieces stay in the buffers in which they came, which it
 * releases as they are read: who leaves bytes in it for good calls {@link #clear} or {@link #detach}. Small ones are
 * copied to the heap, so that the next socket uses the same memory, which is in the cache.
 */
final class ByteQueue {
    private static final byte[] NOTHING = {};
    static final int SMALL_BYTES = 2048;
    private static final int GROWN_BYTES = 16 * 1024;
    private static final ArrayDeque<ByteBuf> NO_PIECES = new ArrayDeque<>(0); // never added to, as all share it

    private ArrayDeque<ByteBuf> pieces = NO_PIECES; // its own from the first piece on
    private byte @Nullable [] only; // all there is, without a buffer around it; else null
    private int size;

    int size() {
        return size;
    }

    /** Takes {@code piece} over. */
    void add(ByteBuf piece) {
        int count = piece.readableBytes(); // none of them, once copied
        if (count > SMALL_BYTES) {
            wrapOnly();
            append(piece);
        } else {
            copy(piece);
            piece.release();
        }
        size += count;
    }

    private void copy(ByteBuf piece) {
        if (size > 0) {
            room(piece.readableBytes()).writeBytes(piece);
        } else if (piece.isReadable()) {
            byte[] copy = new byte[piece.readableBytes()];
            piece.readBytes(copy);
            only = copy;
        }
    }

    /** Copies so many bytes, at least one. */
    void add(byte[] bytes, int offset, int count) {
        if (size > 0) {
            room(count).writeBytes(bytes, offset, count);
        } else {
            only = Arrays.copyOfRange(bytes, offset, offset + count);
        }
        size += count;
    }

    /** In the last piece, or in a new one of twice the size, so that many small ones have few buffers. */
    private ByteBuf room(int count) {
        wrapOnly();
        ByteBuf last = pieces.getLast();
        if (last.writableBytes() >= count) {
            return last;
        }
        int grown = last.isDirect() ? 0 : Math.min(2 * last.readableBytes(), GROWN_BYTES);
        ByteBuf added = Unpooled.buffer(Math.max(count, grown));
        append(added);
        return added;
    }

    private void wrapOnly() {
        if (only != null) {
            append(Unpooled.wrappedBuffer(only));
            only = null;
        }
    }

    private void append(ByteBuf piece) {
        if (pieces == NO_PIECES) {
            pieces = new ArrayDeque<>(2);
        }
        pieces.add(piece);
    }

    /** Takes all over that is in {@code other}. */
    void addAll(ByteQueue other) {
        if (size == 0) {
            only = other.only;
            size = only == null ? 0 : only.length;
        } else {
            other.wrapOnly();
        }
        other.pieces.forEach(this::add);
        other.forget();
    }

    /** The first piece, the caller's from now on; null if there is none. */
    @Nullable
    ByteBuf poll() {
        wrapOnly();
        ByteBuf first = pieces.poll();
        size -= first == null ? 0 : first.readableBytes();
        return first;
    }

    /** Up to {@code max} bytes of the first piece, the caller's from now on; null if there is none. */
    @Nullable
    ByteBuf poll(long max) {
        wrapOnly();
        ByteBuf first = pieces.peek();
        if (first == null || first.readableBytes() <= max) {
            return poll();
        }
        size -= (int) max;
        return first.readRetainedSlice((int) max);
    }

    /** A copy of up to {@code max} bytes, which stay. */
    byte[] peek(int max) {
        wrapOnly();
        byte[] copy = new byte[Math.min(max, size)];
        int copied = 0;
        for (ByteBuf piece : pieces) {
            int count = Math.min(piece.readableBytes(), copy.length - copied);
            piece.getBytes(piece.readerIndex(), copy, copied, count);
            copied += count;
        }
        return copy;
    }

    /** Forgets so many bytes, which are there. */
    void skip(int count) {
        size -= count;
        int left = count;
        while (left > 0) {
            ByteBuf first = pieces.element();
            int skipped = Math.min(left, first.readableBytes());
            first.skipBytes(skipped);
            left -= skipped;
            if (!first.isReadable()) {
                pieces.remove().release();
            }
        }
    }

    /** Up to {@code max} bytes, without waiting. */
    byte[] take(int max) {
        int count = Math.min(max, size);
        if (count == 0) {
            return NOTHING;
        }
        if (only != null && count == size) {
            byte[] all = only;
            forget();
            return all;
        }
        byte[] taken = new byte[count];
        takeInto(ByteBuffer.wrap(taken));
        return taken;
    }

    /** As many bytes as {@code target} has room for; how many. */
    int takeInto(ByteBuffer target) {
        if (only != null && size <= target.remaining()) {
            target.put(only);
            int all = size;
            forget();
            return all;
        }
        wrapOnly();
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
        forget();
    }

    private void forget() {
        if (pieces != NO_PIECES) {
            pieces.clear();
        }
        only = null;
        size = 0;
    }

    /** From now on it may be forgotten: what is in it is left to the garbage collector. */
    void detach() {
        if (!pieces.isEmpty()) {
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
        if (only != null) {
            return indexIn(only, sought, from);
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

    private static int indexIn(byte[] bytes, byte[] sought, int from) {
        for (int start = from; start <= bytes.length - sought.length; start++) {
            if (bytes[start] == sought[0]
                    && Arrays.equals(bytes, start, start + sought.length, sought, 0, sought.length)) {
                return start;
            }
        }
        return -1;
    }

    private static boolean matches(ByteBuf bytes, int start, byte[] sought) {
        for (int i = 1; i < sought.length; i++) {
            if (bytes.getByte(start + i) != sought[i]) {
                return false;
            }
        }
        return true;
    }

    /** Into one array. */
    private void join() {
        byte[] joined = take(size);
        only = joined;
        size = joined.length;
    }
}
