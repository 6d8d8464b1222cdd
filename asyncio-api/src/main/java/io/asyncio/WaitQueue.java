package io.asyncio;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, first come first served: the one queue under futures and every primitive. Adding, waking and leaving are
 * O(1). Touched only by who holds the loop.
 */
final class WaitQueue {
    private final Object owner;
    private @Nullable Waiter first;
    private @Nullable Waiter last;
    private int size;

    /** Of a future, or of a primitive that tasks wait for. */
    WaitQueue(Object owner) {
        this.owner = owner;
    }

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
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

    /** The one who waits longest, removed; null if nobody does. */
    @Nullable
    Waiter poll() {
        Waiter waiter = first;
        if (waiter != null) {
            remove(waiter);
        }
        return waiter;
    }

    /** Takes over all of {@code others}, in their order, ahead of those who wait here. */
    void addFirst(@Nullable WaitQueue others) {
        while (others != null && others.last != null) {
            Waiter waiter = others.last;
            others.remove(waiter);
            waiter.queue = this;
            waiter.next = first;
            if (first == null) {
                last = waiter;
            } else {
                first.previous = waiter;
            }
            first = waiter;
            size++;
        }
    }

    /** Wakes the one who waits longest; false if nobody does. */
    boolean wakeFirst() {
        Waiter waiter = poll();
        if (waiter == null) {
            return false;
        }
        waiter.wake();
        return true;
    }

    /** Wakes all who wait now, in order. */
    void wakeAll() {
        for (int left = size; left > 0 && wakeFirst(); left--) {}
    }

    /** Removes those that match, without waking them, and tells how many there were. */
    int removeIf(Predicate<Waiter> matches) {
        List<Waiter> candidates = new ArrayList<>(size);
        for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
            candidates.add(waiter);
        }
        int removed = 0;
        for (Waiter waiter : candidates) {
            if (matches.test(waiter) && waiter.queue == this) { // code of users may have taken it off meanwhile
                remove(waiter);
                removed++;
            }
        }
        return removed;
    }

    /** Suspends the current task at the tail until it is woken. A cancelled task leaves the queue. */
    void park(TaskRun run) {
        park(run, () -> {});
    }

    /**
     * {@link #park(TaskRun)} for a wake that grants something: if the task is cancelled after it was woken,
     * {@code giveBack} runs, so that the grant goes to the next.
     */
    void park(TaskRun run, Runnable giveBack) {
        checkSameLoop(run.loop);
        QueuedTask waiter = new QueuedTask(run);
        add(waiter);
        try {
            run.park(waiter);
        } catch (Throwable e) { // a cancel, or a stack that cannot be left
            waiter.unlink();
            if (waiter.woken) {
                giveBack.run();
            }
            throw e;
        }
    }

    /**
     * Refuses a call that would wake tasks of a loop which the caller does not hold. Asks for the stack only then: what a
     * block has been given at the end of a stack, it must be able to give back.
     */
    void checkHeld(String call, String instead) {
        if (first instanceof QueuedTask waiting) {
            StackReserve.require();
            waiting.run.loop.core.checkHeld(call, instead);
        }
    }

    /** Refuses a task that would wake tasks of another loop, or wait among them. */
    void checkSameLoop(Loop loop) {
        if (first instanceof QueuedTask waiting && waiting.run.loop != loop) {
            throw new IllegalStateException("Tasks of another event loop wait here: use one such object per loop");
        }
    }

    private static final class QueuedTask extends Waiter implements Waiting {
        private final TaskRun run;
        private boolean woken;

        QueuedTask(TaskRun run) {
            this.run = run;
        }

        @Override
        void wake() {
            woken = true;
            run.wake(this);
        }

        @Override
        public Object on() {
            return queue == null ? this : queue.owner;
        }

        @Override
        public boolean giveUp(Cancellation cancellation) {
            unlink();
            return true;
        }
    }
}
