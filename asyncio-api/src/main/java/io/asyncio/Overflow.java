package io.asyncio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What an {@link Inbox} has no place for, in order. The entries are its links, so that to add needs no memory. Any thread
 * may add, who holds the loop takes: a queue of Vyukov's for many producers and one consumer.
 *
 * <p>A producer makes its entry the last one, and then links the one before to it. Between the two steps the consumer sees a
 * gap, and waits for the link.
 */
final class Overflow {
    private static final VarHandle LAST;
    private static final VarHandle AFTER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LAST = lookup.findVarHandle(Overflow.class, "last", Ready.class);
            AFTER = lookup.findVarHandle(Ready.class, "after", Ready.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        Overflow rehearsal =
                new Overflow(); // has the JVM link, while there is memory, what is called where there is none
        rehearsal.add(new ReadyQueue.Nothing());
        rehearsal.moveTo(new ReadyQueue(), rehearsal.last());
    }

    /** Stands where there is no entry, as a queue without a last one could not be added to. */
    private final Ready placeholder = new ReadyQueue.Nothing();

    private volatile Ready last = placeholder;
    private Ready first = placeholder; // touched by who holds the loop
    private final AtomicInteger inUse = new AtomicInteger(); // how many are here, at least

    Overflow() {
        placeholder.after = ReadyQueue.END;
    }

    boolean isEmpty() {
        return last == placeholder && first == placeholder;
    }

    /** For any thread: false when all that it has seen added has been moved. That the placeholder is the last does not say so. */
    boolean isInUse() {
        return inUse.get() != 0;
    }

    /** An entry that is here already is added a second time by somebody else, who runs it. */
    void add(Ready entry) {
        Ready added = AFTER.compareAndSet(entry, null, ReadyQueue.END) ? entry : again(entry);
        inUse.incrementAndGet(); // before it can be moved
        link(added);
    }

    private static Ready again(Ready entry) {
        Ready again = new ReadyQueue.Again(entry);
        again.after = ReadyQueue.END;
        return again;
    }

    /** Between the two steps nothing may fail: the second needs neither stack nor memory, and the first orders it. */
    private void link(Ready entry) {
        Ready before = (Ready) LAST.getAndSet(this, entry);
        before.after = entry;
    }

    /** The end of what has been added by now, for {@link #moveTo}. */
    Ready last() {
        return last;
    }

    /** Moves what had been added when {@code end} was the last. */
    void moveTo(ReadyQueue queue, Ready end) {
        while (true) {
            Ready entry = first;
            if (entry != placeholder) {
                queue.add(entry); // if there is no memory for that, nothing has changed
                inUse.decrementAndGet();
            } else if (last == placeholder) {
                return;
            }
            first = removed(entry);
            if (entry == end || (end == placeholder && first == placeholder)) {
                return;
            }
        }
    }

    /** What comes behind {@code entry}, which is the first: the placeholder, put there anew, if there is nothing else. */
    private Ready removed(Ready entry) {
        if (last == entry) {
            placeholder.after = ReadyQueue.END;
            link(placeholder);
        }
        Ready behind = next(entry);
        while (behind == ReadyQueue.END) { // somebody is about to link it; onSpinWait() would count as blocking
            behind = next(entry);
        }
        entry.after = null; // from here on it may be added again
        return behind;
    }

    private static Ready next(Ready entry) {
        return (Ready) AFTER.getAcquire(entry);
    }

    /** For any thread: what it sees may be a moment old. Not in O(1). */
    int size() {
        int size = 0;
        Ready entry = first;
        while (entry != null && entry != ReadyQueue.END) {
            size += entry == placeholder ? 0 : 1;
            entry = next(entry);
        }
        return size;
    }
}
