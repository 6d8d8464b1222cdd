package io.asyncio.view;

import java.util.ArrayDeque;
import java.util.Deque;

/** What the turns of one loop were like, in pieces of a quarter of a second. Counted on the loop, taken by the feed. */
final class TurnCounts {
    private static final int MOST_PIECES = 480;
    private static final long NANOS_PER_MICRO = 1000;

    /**
     * One piece of time.
     *
     * @param steps callbacks and steps of tasks
     * @param busyNanos how long turns lasted in all
     * @param longestNanos how long the longest turn lasted
     * @param longestQueue how many callbacks and steps were ready at the begin of a turn, at most
     */
    private record Piece(
            long end,
            long turns,
            long steps,
            long busyNanos,
            long longestNanos,
            long longestQueue,
            long made,
            long done) {
        void writeTo(JsonText json, FeedClock clock) {
            json.beginArray()
                    .value(clock.millis(end))
                    .value(turns)
                    .value(steps)
                    .value(busyNanos / NANOS_PER_MICRO)
                    .value(longestNanos / NANOS_PER_MICRO)
                    .value(longestQueue)
                    .value(made)
                    .value(done)
                    .endArray();
        }
    }

    private final Deque<Piece> pieces = new ArrayDeque<>(); // touched by the feed
    private long turns; // this and the next: guarded by this
    private long steps;
    private long busyNanos;
    private long longestNanos;
    private long longestQueue;
    private long made;
    private long done;

    synchronized void turnBegan(int size) {
        longestQueue = Math.max(longestQueue, size);
    }

    synchronized void turnEnded(int size, long nanos) {
        turns++;
        steps += size;
        busyNanos += nanos;
        longestNanos = Math.max(longestNanos, nanos);
    }

    synchronized void taskMade() {
        made++;
    }

    synchronized void taskDone() {
        done++;
    }

    /** A piece of time is over. */
    void endPiece(long now) {
        pieces.add(take(now));
        if (pieces.size() > MOST_PIECES) {
            pieces.remove();
        }
    }

    private synchronized Piece take(long now) {
        Piece piece = new Piece(now, turns, steps, busyNanos, longestNanos, longestQueue, made, done);
        turns = 0;
        steps = 0;
        busyNanos = 0;
        longestNanos = 0;
        longestQueue = 0;
        made = 0;
        done = 0;
        return piece;
    }

    /** The last piece, or all. */
    void writeTo(JsonText json, FeedClock clock, boolean all) {
        json.name("turns").beginArray();
        if (all) {
            pieces.forEach(piece -> piece.writeTo(json, clock));
        } else if (!pieces.isEmpty()) {
            pieces.getLast().writeTo(json, clock);
        }
        json.endArray();
    }
}
