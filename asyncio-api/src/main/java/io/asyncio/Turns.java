package io.asyncio;

import io.asyncio.host.Host;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a loop has to run, and in which order: a turn is what was ready at its start, first what was queued, then the
 * overdue timers by deadline.
 *
 * <p>{@link #post} is for any thread, all else for who holds the loop. A drain is a row of turns between two returns to
 * the host; it ends when nothing is ready, when the loop shall stop, or when its time is used up, so that the host's
 * thread can look after its sockets.
 */
final class Turns {
    private static final long DRAIN_NANOS = 500_000;
    private static final int CLOCK_CHECK_MASK = 63; // reading the clock costs as much as a small callback

    private final Loop loop;
    private final Host host;
    private final TimerHeap timers;
    private final ReadyQueue ready = new ReadyQueue();
    /** What other threads have posted; comes behind all that is in {@code ready}. */
    private final Inbox inbox = new Inbox();

    private final Consumer<Ready> post = inbox::add;

    /** Set by any thread: the loop shall stop at the end of the turn. */
    volatile boolean stopRequested;

    /** Set by who closes the loop: nothing is run any more, and what is left is abandoned. */
    volatile boolean closing;

    private int leftInTurn;
    int started; // entries since the loop was made; the watchdog looks whether it moves
    private int turnsBegun; // turns since the drain began
    private long drainEnd;
    private int observedSize; // of the turn that the loop's observers will be told of; 0 for none
    private long observedStart;

    Turns(Loop loop, Host host, TimerHeap timers) {
        this.loop = loop;
        this.host = host;
        this.timers = timers;
    }

    /** From any thread; the caller wakes the loop. */
    void post(Ready entry) {
        MemoryShortage.insist(post, entry);
    }

    /** Behind what was posted before: an order that somebody has seen from outside is kept. */
    void add(Ready entry) {
        takePosted();
        ready.add(entry);
    }

    /** Ahead of all others, in this turn and in this drain: it belongs to the step that goes on. */
    void addFirst(TaskRun entry) {
        ready.addFirst(entry);
        entry.ahead = true;
        leftInTurn++;
    }

    /** The next entry, removed, if it was put ahead of all others. It belongs to the step that has begun. */
    @Nullable
    TaskRun takeAhead() {
        if (closing || !isHeadAhead()) { // peek() could begin the next turn
            return null;
        }
        leftInTurn--;
        return (TaskRun) ready.poll();
    }

    /** Takes an entry back. Not in O(1): for errors. */
    void remove(Ready entry) {
        ready.remove(entry);
        leftInTurn = Math.min(leftInTurn, ready.size());
    }

    boolean hasPosted() {
        return !inbox.isEmpty();
    }

    /** For any thread: what it sees may be a moment old. */
    int readyCount() {
        return ready.size() + inbox.size();
    }

    boolean hasReady() {
        return !ready.isEmpty() || hasPosted();
    }

    void beginDrain() {
        turnsBegun = leftInTurn > 0 ? 1 : 0;
        drainEnd = System.nanoTime() + DRAIN_NANOS;
    }

    /** Whether the drain may go on, for what has become ready at its end. */
    boolean hasTime() {
        return hasReady() && System.nanoTime() - drainEnd < 0;
    }

    /** The next entry, removed; null if the drain is over. */
    @Nullable
    Ready next() {
        return peek() == null ? null : take();
    }

    /** Removes what {@link #peek()} has just returned. */
    @Nullable
    Ready take() {
        leftInTurn--;
        started++;
        return ready.poll();
    }

    /** The next entry; null if the drain is over. Begins a turn if the last one is at its end. */
    @Nullable
    Ready peek() {
        if (closing) {
            return null;
        }
        if (isTimeToLookAtClock() && System.nanoTime() - drainEnd > 0) {
            return null;
        }
        if (leftInTurn == 0 && !beginTurn()) {
            return null;
        }
        return ready.peek();
    }

    private boolean isHeadAhead() {
        return ready.peek() instanceof TaskRun run && run.ahead;
    }

    private boolean isTimeToLookAtClock() {
        return (started & CLOCK_CHECK_MASK) == CLOCK_CHECK_MASK && !isHeadAhead();
    }

    /** Whether a turn was left in the middle: its rest must run before the loop may stop. */
    boolean isInTurn() {
        return leftInTurn > 0;
    }

    /** Also called at the end of a drain: a turn left in the middle counts as ended, as the thread does something else. */
    void endTurn() {
        if (observedSize == 0) {
            return;
        }
        int size = observedSize;
        observedSize = 0;
        LoopObserver told = loop.observer();
        if (told != null) {
            told.turnEnded(size, System.nanoTime() - observedStart);
        }
    }

    private boolean beginTurn() {
        if (stopRequested && turnsBegun > 0) {
            return false;
        }
        endTurn();
        turnsBegun++;
        takePosted();
        takeDueTimers();
        leftInTurn = ready.size();
        if (leftInTurn == 0) {
            return false;
        }
        LoopObserver told = loop.observer();
        if (told != null) {
            observedSize = leftInTurn;
            observedStart = System.nanoTime();
            told.turnBegan(observedSize);
        }
        return true;
    }

    private void takePosted() {
        if (hasPosted()) {
            inbox.moveTo(ready);
        }
    }

    private void takeDueTimers() {
        if (timers.size() > 0) {
            long now = host.nanoTime();
            for (Handle timer = timers.pollDue(now); timer != null; timer = timers.pollDue(now)) {
                add(timer);
            }
        }
    }

    /** What somebody does who is told that the loop has closed must not keep the others from being told. */
    void abandon(Ready entry) {
        try {
            abandonAtLast(entry);
        } catch (Throwable e) {
            tell(e);
        }
    }

    private static void abandonAtLast(Ready entry) {
        if (entry.runsAgain()) {
            MemoryShortage.insist(Ready::abandon, entry);
        } else {
            entry.abandon();
        }
    }

    private void tell(Throwable e) {
        try {
            loop.callExceptionHandler(new ExceptionContext("Exception while the event loop closed", e, null));
        } catch (Throwable noMemory) { // not even for the text
            ErrorLog.sayLastWords();
        }
    }

    /** Empties the queue of a loop that closes. */
    void abandonAll() {
        abandonAll(true);
    }

    /** Empties the queue of a loop that nobody drains any more; its tasks are still to be unwound. */
    void abandonAllButTasks() {
        abandonAll(false);
    }

    private void abandonAll(boolean withTasks) {
        leftInTurn = 0;
        takePosted();
        for (Ready entry = ready.poll(); entry != null; entry = ready.poll()) {
            if (withTasks || !(entry instanceof TaskRun)) {
                abandon(entry);
            }
            takePosted();
        }
    }
}
