package io.asyncio;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop's timers, ordered by (deadline, insertion): a binary heap whose elements know their place, so that
 * {@code add}, {@code poll} and {@code remove} are all O(log n). Touched only by who holds the loop.
 */
final class TimerHeap {
    private @Nullable Handle[] heap = new Handle[16];
    private int size;
    private long added;

    int size() {
        return size;
    }

    /** The deadline of the earliest timer, {@link Durations#FOREVER} if none is set. */
    long firstDeadline() {
        return size == 0 ? Durations.FOREVER : at(0).deadline;
    }

    void add(Handle timer) {
        StackReserve.requireKilobyte(); // one timer in the wrong place, and no other one is found
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.sequence = added++;
        siftUp(size++, timer);
    }

    /** Removes and returns the earliest timer if it is due, else null. */
    @Nullable
    Handle pollDue(long now) {
        if (size == 0 || at(0).deadline > now) {
            return null;
        }
        Handle first = at(0);
        remove(first);
        return first;
    }

    /** Without effect if the timer is not in here. */
    void remove(Handle timer) {
        int hole = timer.heapIndex;
        if (hole < 0) {
            return;
        }
        StackReserve.requireKilobyte();
        timer.heapIndex = -1;
        Handle last = at(--size);
        heap[size] = null;
        if (last != timer) {
            siftDown(hole, last);
            if (heap[hole] == last) {
                siftUp(hole, last);
            }
        }
    }

    /** Empties the heap of a loop that closes. */
    void abandonAll(Consumer<Handle> abandon) {
        for (Handle timer = pollDue(Durations.FOREVER); timer != null; timer = pollDue(Durations.FOREVER)) {
            abandon.accept(timer);
        }
    }

    private void siftUp(int from, Handle timer) {
        int index = from;
        while (index > 0) {
            Handle parent = at((index - 1) >>> 1);
            if (!isBefore(timer, parent)) {
                break;
            }
            place(parent, index);
            index = (index - 1) >>> 1;
        }
        place(timer, index);
    }

    private void siftDown(int from, Handle timer) {
        int index = from;
        for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
            if (child + 1 < size && isBefore(at(child + 1), at(child))) {
                child++;
            }
            if (!isBefore(at(child), timer)) {
                break;
            }
            place(at(child), index);
            index = child;
        }
        place(timer, index);
    }

    private void place(Handle timer, int index) {
        heap[index] = timer;
        timer.heapIndex = index;
    }

    private Handle at(int index) {
        Handle timer = heap[index];
        if (timer == null) {
            throw new AssertionError("no timer at " + index + " of " + size);
        }
        return timer;
    }

    private static boolean isBefore(Handle a, Handle b) {
        return a.deadline < b.deadline || (a.deadline == b.deadline && a.sequence < b.sequence);
    }
}
