package io.asyncio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What other threads have posted to a loop, in order. To post needs no memory. Any thread may add, who holds the loop takes.
 *
 * <p>A ring has the entries, so that the loop's processor can fetch several at a time from where they were made: links it
 * would have to follow one by one. What finds the ring full goes to the {@link Overflow}, and so does all that follows,
 * until the loop has taken it.
 */
final class Inbox {
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Ready[].class);

    // In counts, too far from each other to be in one line of cache, or in the next, which processors fetch as well.
    private static final int ADDED = 16; // to the ring, ever
    private static final int LIMIT = 32; // of what may be added; who reaches it looks how far it is by now
    private static final int TAKEN = 48; // from the ring, ever

    static {
        Inbox rehearsal = new Inbox(1); // has the JVM link, while there is memory, what is called where there is none
        rehearsal.add(new ReadyQueue.Nothing());
        rehearsal.add(new ReadyQueue.Nothing());
        rehearsal.moveTo(new ReadyQueue());
    }

    private final AtomicLongArray counts = new AtomicLongArray(64);
    private final Ready[] ring;
    private final Overflow overflow = new Overflow();

    Inbox() {
        this(4096);
    }

    /** With so many places in its ring, a power of two. */
    Inbox(int places) {
        ring = new Ready[places];
    }

    boolean isEmpty() {
        return counts.get(ADDED) == counts.get(TAKEN) && overflow.isEmpty();
    }

    void add(Ready entry) {
        if (overflow.isInUse() || !addToRing(entry)) {
            overflow.add(entry);
        }
    }

    private boolean addToRing(Ready entry) {
        while (true) {
            long number = counts.get(ADDED);
            int place = place(number);
            if (number >= counts.get(LIMIT) && number >= newLimit()) {
                return false;
            }
            if (counts.compareAndSet(ADDED, number, number + 1)) {
                ring[place] = entry; // nothing may fail in between: this needs neither stack nor memory
                return true;
            }
        }
    }

    private long newLimit() {
        long limit = counts.get(TAKEN) + ring.length;
        counts.set(LIMIT, limit);
        return limit;
    }

    private int place(long number) {
        return (int) number & (ring.length - 1);
    }

    /** Moves what has been added by now: a thread that goes on adding does not keep the caller here. */
    void moveTo(ReadyQueue queue) {
        Ready endOfOverflow = overflow.last(); // first: what its producers have added before is in the ring by now
        long end = counts.get(ADDED);
        for (long number = counts.get(TAKEN); number < end; number++) {
            int place = place(number);
            queue.add(entryAt(place)); // if there is no memory for that, nothing has changed
            ring[place] = null;
            counts.setRelease(TAKEN, number + 1);
        }
        overflow.moveTo(queue, endOfOverflow);
    }

    private Ready entryAt(int place) {
        Ready entry = (Ready) PLACE.getAcquire(ring, place);
        while (entry == null) { // somebody is about to put it there; onSpinWait() would count as blocking
            entry = (Ready) PLACE.getAcquire(ring, place);
        }
        return entry;
    }

    /** For any thread: what it sees may be a moment old. Not in O(1). */
    int size() {
        long taken = counts.get(TAKEN);
        long added = counts.get(ADDED);
        for (long now = counts.get(TAKEN); now != taken; now = counts.get(TAKEN)) { // else the two are of two moments
            taken = now;
            added = counts.get(ADDED);
        }
        return (int) (added - taken) + overflow.size();
    }
}
