package io.asyncio;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What any thread has posted to a loop, until who holds the loop takes all of it at once, in the order of the posts. */
final class Inbox {
    private final AtomicReference<@Nullable Posted> last = new AtomicReference<>();
    private @Nullable Posted taken; // first come first, not yet moved; touched by who holds the loop

    /** An entry, linked to the one that was posted before it; once taken, to the one behind it. */
    private static final class Posted {
        final Ready entry;

        @Nullable
        Posted next;

        int count; // of those in the inbox when this came

        Posted(Ready entry) {
            this.entry = entry;
        }

        void follow(@Nullable Posted before) {
            next = before;
            count = before == null ? 1 : before.count + 1;
        }
    }

    /** From any thread. */
    void post(Ready entry) {
        Posted posted = new Posted(entry);
        Posted before;
        do {
            before = last.get();
            posted.follow(before);
        } while (!last.compareAndSet(before, posted));
    }

    boolean isEmpty() {
        return last.get() == null && taken == null;
    }

    /** For any thread: what it sees may be a moment old. */
    int size() {
        Posted newest = last.get();
        return newest == null ? 0 : newest.count;
    }

    /** Moves what has been posted by now: a thread that goes on posting does not keep the loop here. */
    void moveTo(ReadyQueue ready) {
        if (!isEmpty()) {
            if (taken == null) {
                taken = reversed(last.getAndSet(null));
            }
            for (Posted posted = taken; posted != null; posted = posted.next) {
                taken = posted; // stays until it has been added, for which there may be no memory
                ready.add(posted.entry);
            }
            taken = null;
        }
    }

    private static @Nullable Posted reversed(@Nullable Posted newest) {
        Posted first = null;
        for (Posted posted = newest; posted != null; ) {
            Posted before = posted.next;
            posted.next = first;
            first = posted;
            posted = before;
        }
        return first;
    }
}
