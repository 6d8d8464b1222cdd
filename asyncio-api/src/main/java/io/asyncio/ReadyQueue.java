package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * A queue whose entries are its links: that a task is woken needs no memory, and cannot fail for want of it. Touched by
 * who holds the loop; an entry must be in one queue only.
 */
final class ReadyQueue {
    /** Behind the last one, so that an entry knows whether it is in a queue. */
    static final Ready END = new Nothing();

    private Ready first = END;
    private Ready last = END;
    private int size;

    boolean isEmpty() {
        return first == END;
    }

    /** For any thread: what it sees may be a moment old. */
    int size() {
        return size;
    }

    @Nullable
    Ready peek() {
        return first == END ? null : first;
    }

    void add(Ready entry) {
        Ready added = unlinked(entry);
        added.behind = END;
        if (first == END) {
            first = added;
        } else {
            last.behind = added;
        }
        last = added;
        size++;
    }

    void addFirst(Ready entry) {
        Ready added = unlinked(entry);
        added.behind = first;
        if (first == END) {
            last = added;
        }
        first = added;
        size++;
    }

    @Nullable
    Ready poll() {
        Ready polled = first;
        if (polled == END) {
            return null;
        }
        first = next(polled);
        if (first == END) {
            last = END; // keeps nothing alive
        }
        polled.behind = null;
        size--;
        return polled;
    }

    /** Not in O(1). */
    void remove(Ready entry) {
        Ready before = END;
        for (Ready at = first; at != END; at = next(at)) {
            if (at == entry) {
                if (before == END) {
                    first = next(at);
                } else {
                    before.behind = next(at);
                }
                if (at == last) {
                    last = before;
                }
                at.behind = null;
                size--;
                return;
            }
            before = at;
        }
    }

    private static Ready next(Ready entry) {
        Ready next = entry.behind;
        if (next == null) {
            throw new AssertionError(entry + " is in no queue");
        }
        return next;
    }

    /** An entry that is queued a second time is queued by somebody else, who runs it. */
    private static Ready unlinked(Ready entry) {
        return entry.behind == null ? entry : new Again(entry);
    }

    /** Stands where there is none. */
    static final class Nothing extends Ready {
        @Override
        void run() {}
    }

    static final class Again extends Ready {
        private final Ready entry;

        Again(Ready entry) {
            this.entry = entry;
        }

        @Override
        void run() {
            entry.run();
        }

        @Override
        void abandon() {
            entry.abandon();
        }

        @Override
        String label() {
            return entry.label();
        }
    }
}
