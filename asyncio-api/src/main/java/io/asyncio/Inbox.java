package io.asyncio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What other threads have posted to a loop: a stack whose entries are its links, so that to post needs no memory. Any thread
 * may add, who holds the loop takes all at once.
 */
final class Inbox {
    private static final VarHandle TOP;
    private static final VarHandle BELOW;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(Inbox.class, "top", Ready.class);
            BELOW = lookup.findVarHandle(Ready.class, "below", Ready.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile Ready top = ReadyQueue.END;
    /** Off the stack and turned round, so that the first to have come is on top; touched by who holds the loop. */
    private Ready taken = ReadyQueue.END;

    boolean isEmpty() {
        return top == ReadyQueue.END && taken == ReadyQueue.END;
    }

    /** An entry that is here already is added a second time by somebody else, who runs it. */
    void add(Ready entry) {
        Ready added = BELOW.compareAndSet(entry, null, ReadyQueue.END) ? entry : new ReadyQueue.Again(entry);
        Ready under;
        do {
            under = top;
            added.below = under;
        } while (!TOP.compareAndSet(this, under, added));
    }

    /** Moves what has been added by now, the first one first: a thread that goes on adding does not keep the caller here. */
    void moveTo(ReadyQueue queue) {
        moveTaken(queue); // if there was no memory for one of them
        Ready next;
        for (Ready entry = takeAll(); entry != ReadyQueue.END; entry = next) {
            next = below(entry);
            entry.below = taken;
            taken = entry;
        }
        moveTaken(queue);
    }

    private void moveTaken(ReadyQueue queue) {
        while (taken != ReadyQueue.END) {
            Ready entry = taken;
            queue.add(entry);
            taken = below(entry);
            BELOW.setRelease(entry, null); // from here on it may be added again
        }
    }

    private Ready takeAll() {
        return (Ready) TOP.getAndSet(this, ReadyQueue.END);
    }

    private static Ready below(Ready entry) {
        Ready below = entry.below;
        if (below == null) {
            throw new AssertionError(entry + " is in no inbox");
        }
        return below;
    }

    /** For any thread: what it sees may be a moment old. Not in O(1). */
    int size() {
        int size = 0;
        for (Ready entry = top; entry != null && entry != ReadyQueue.END; entry = entry.below) {
            size++;
        }
        return size;
    }
}
