package io.asyncio.stream;

import io.asyncio.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What has arrived, and the one task that waits for more. Touched only by who holds the loop. */
final class ReadSide {
    private static final byte[] LINE_FEED = {'\n'};

    private final ByteQueue bytes = new ByteQueue();
    private final Event arrived = new Event();
    private final int limit;
    private final Runnable requestMore;
    private boolean paused; // nothing more was requested of the channel
    private boolean ended;
    private boolean closed; // by the own side
    private boolean taken; // a task reads
    private boolean waits; // and what is there is not enough
    private @Nullable IOException failure;
    private @Nullable Runnable onEnd;

    /**
     * With at most twice {@code limit} bytes unread when the channel reads again, but for what a reader asks for.
     *
     * @param requestMore has the channel read once
     */
    ReadSide(int limit, Runnable requestMore) {
        this.limit = limit;
        this.requestMore = requestMore;
    }

    /** Takes over what {@code told} has, which the channel's thread may be filling. */
    void received(ByteQueue told) {
        int before = bytes.size();
        synchronized (told) {
            bytes.addAll(told);
        }
        if (closed) {
            bytes.clear();
        } else if (bytes.size() > before) {
            arrived.set();
        }
    }

    /** The channel has read what there was. */
    void readComplete() {
        paused = true;
        if (!waits) {
            resumeIfUpTo(2L * limit);
            return;
        }
        try {
            resume();
        } catch (Throwable e) {
            fail(SocketFailure.of(e));
        }
    }

    void end() {
        ended = true;
        arrived.set();
        if (onEnd != null) {
            onEnd.run();
        }
    }

    /** Runs {@code action} at each end that it is told of; at once if that has come. */
    void onEnd(Runnable action) {
        onEnd = action;
        if (ended) {
            action.run();
        }
    }

    /** The channel is gone, and nobody is told when what is unread can be released. */
    void lost() {
        bytes.detach();
        end();
    }

    void fail(IOException cause) {
        if (failure == null && !ended) {
            failure = cause;
        }
        end();
    }

    /** The own side has closed: what is unread is forgotten. */
    void close() {
        closed = true;
        bytes.clear();
        failure = null;
        end();
    }

    /** Whether the own side has closed. */
    boolean isClosed() {
        return closed;
    }

    boolean atEnd() {
        return ended && bytes.size() == 0 && failure == null;
    }

    /** What is there, for TLS that begins in the middle. */
    byte[] takeAll() {
        return bytes.take(bytes.size());
    }

    byte[] read(int max) throws IOException {
        if (max < 0) {
            return readAll();
        }
        begin("read()");
        try {
            if (max != 0) {
                awaitBytes(1);
            }
            return took(bytes.take(max));
        } finally {
            taken = false;
        }
    }

    byte[] readAll() throws IOException {
        begin("read()");
        try {
            awaitBytes(Integer.MAX_VALUE);
            return took(bytes.take(bytes.size()));
        } finally {
            taken = false;
        }
    }

    int readInto(ByteBuffer target) throws IOException {
        begin("readInto()");
        try {
            if (target.hasRemaining()) {
                awaitBytes(1);
            }
            int count = bytes.takeInto(target);
            resumeIfUpTo(limit);
            return count;
        } finally {
            taken = false;
        }
    }

    /** Hands all on to {@code target} as it comes, up to {@code most} bytes; how many. What it does not take stays. */
    long transferTo(TransferTarget target, long most) throws IOException {
        begin("transferTo()");
        try {
            long moved = 0;
            while (moved < most && awaitBytes(1)) {
                moved += target.takeFrom(bytes, most - moved);
                resumeIfUpTo(limit);
                target.drain();
            }
            return moved;
        } finally {
            taken = false;
        }
    }

    byte[] readExactly(int count) throws IOException {
        if (count < 0) {
            throw new IllegalArgumentException("readExactly() needs a size >= 0, got " + count);
        }
        begin("readExactly()");
        try {
            awaitBytes(count);
            if (bytes.size() < count) {
                throw new IncompleteReadException(takeAll(), count);
            }
            return took(bytes.take(count));
        } finally {
            taken = false;
        }
    }

    byte[] readLine() throws IOException {
        try {
            return readUntil("readLine()", LINE_FEED);
        } catch (IncompleteReadException tail) {
            return tail.partial();
        }
    }

    byte[] readUntil(byte[]... separators) throws IOException {
        if (separators.length == 0) {
            throw new IllegalArgumentException("readUntil() needs a separator");
        }
        for (byte[] separator : separators) {
            if (separator.length == 0) {
                throw new IllegalArgumentException(
                        "readUntil() needs separators of at least one byte, got an empty one");
            }
        }
        return readUntil("readUntil()", separators);
    }

    private byte[] readUntil(String call, byte[]... separators) throws IOException {
        begin(call);
        try {
            int from = 0;
            while (true) {
                int end = endOfFirst(separators, from);
                if (end >= 0) {
                    checkLimit(end, separators);
                    return took(bytes.take(end));
                }
                from = Math.max(0, bytes.size() + 1 - longest(separators));
                if (from > limit) {
                    throw new LimitOverrunException("No separator in " + from + " bytes, limit " + limit, from);
                }
                if (!awaitBytes(bytes.size() + 1)) {
                    throw new IncompleteReadException(takeAll(), -1);
                }
            }
        } finally {
            taken = false;
        }
    }

    /** Behind the separator that ends first; -1 if there is none. */
    private int endOfFirst(byte[][] separators, int from) {
        int first = -1;
        for (byte[] separator : separators) {
            int start = bytes.indexOf(separator, from);
            int end = start + separator.length;
            if (start >= 0 && (first < 0 || end < first)) {
                first = end;
            }
        }
        return first;
    }

    /** The shortest of the separators that end there is what does not count. */
    private void checkLimit(int end, byte[][] separators) throws LimitOverrunException {
        if (end <= limit) {
            return;
        }
        int start = 0;
        for (byte[] separator : separators) {
            int itsStart = end - separator.length;
            if (itsStart > start && bytes.indexOf(separator, itsStart) == itsStart) {
                start = itsStart;
            }
        }
        if (start > limit) {
            throw new LimitOverrunException("The separator comes behind " + start + " bytes, limit " + limit, start);
        }
    }

    private static int longest(byte[][] separators) {
        int longest = 0;
        for (byte[] separator : separators) {
            longest = Math.max(longest, separator.length);
        }
        return longest;
    }

    private void begin(String call) {
        StepShare.consume(); // a wait gives the step a new one
        if (taken) {
            throw new IllegalStateException(
                    call + " was called while another task reads this stream: one task reads at a time");
        }
        taken = true;
    }

    /** Suspends until so many bytes are there, or the end has come; whether they are. */
    private boolean awaitBytes(int count) throws IOException {
        waits = true;
        try {
            while (bytes.size() < count && !ended) {
                resume();
                arrived.clear();
                arrived.await();
            }
        } finally {
            waits = false;
        }
        if (bytes.size() < count && failure != null) {
            throw SocketFailure.again(failure);
        }
        return bytes.size() >= count;
    }

    private byte[] took(byte[] result) {
        resumeIfUpTo(limit);
        return result;
    }

    private void resumeIfUpTo(long unread) {
        if (bytes.size() <= unread) {
            try {
                resume();
            } catch (Throwable e) {
                // whoever waits next tries again, and is told
            }
        }
    }

    /** There may be no thread for it, or no memory. */
    private void resume() {
        if (paused && !ended) {
            paused = false;
            try {
                requestMore.run();
            } catch (Throwable e) {
                paused = true;
                throw e;
            }
        }
    }
}
