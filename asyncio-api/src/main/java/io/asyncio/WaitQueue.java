package io.asyncio;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, first come first served: the one queue under futures and every primitive. Adding, waking and leaving are
 * O(1). Touched only by who holds the loop.
 */
final class WaitQueue {
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    @Nullable
    Waiter first() {
        return first;
    }

    void add(Waiter waiter) {
        waiter.queue = this;
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        size++;
    }

    void remove(Waiter waiter) {
        if (waiter.previous == null) {
            first = waiter.next;
        } else {
            waiter.previous.next = waiter.next;
        }
        if (waiter.next == null) {
            last = waiter.previous;
        } else {
            waiter.next.previous = waiter.previous;
        }
        waiter.queue = null;
        waiter.previous = null;
        waiter.next = null;
        size--;
    }

    /** Wakes the one who waits longest; false if nobody does. */
    boolean wakeFirst() {
        Waiter waiter = first;
        if (waiter == null) {
            return false;
        }
        remove(waiter);
        waiter.wake();
        return true;
    }

    /** Wakes all who wait now, in order. */
    void wakeAll() {
        for (int left = size; left > 0 && wakeFirst(); left--) {}
    }

    /** Removes those that match, without waking them, and tells how many there were. */
    int removeIf(Predicate<Waiter> matches) {
        int before = size;
        for (Waiter waiter = first; waiter != null; ) {
            Waiter following = waiter.next;
            if (matches.test(waiter)) {
                remove(waiter);
            }
            waiter = following;
        }
        return before - size;
    }

    /** Suspends the current task at the tail until it is woken. A cancelled task leaves the queue. */
    void park(TaskRun run) {
        QueuedTask waiter = new QueuedTask(run);
        add(waiter);
        run.park(waiter);
    }

    private static final class QueuedTask extends Waiter implements Waiting {
        private final TaskRun run;

        QueuedTask(TaskRun run) {
            this.run = run;
        }

        @Override
        void wake() {
            run.wake(this);
        }

        @Override
        public boolean giveUp(Cancellation cancellation) {
            unlink();
            return true;
        }
    }
}
