package io.asyncio;

import java.util.Locale;

/**
 * A place where tasks wait for each other: when as many as there are parties wait, all go on, and the barrier can be used
 * again. Who comes while the last round still leaves, waits for the next. A cancelled task leaves, and the others wait
 * on. Belongs on one loop. Like Python's {@code asyncio.Barrier}, except that waiting is called {@code await}.
 */
public final class Barrier {
    private enum State {
        /** Tasks come and wait. */
        FILLING,
        /** All have come; they leave, and new ones wait outside. */
        DRAINING,
        /** Was reset while tasks waited: they leave with an error, and new ones wait outside. */
        RESETTING,
        /** Was aborted. */
        BROKEN
    }

    private final int parties;
    private final WaitQueue inside = new WaitQueue();
    private final WaitQueue outside = new WaitQueue();
    private State state = State.FILLING;
    private int count; // came in and has not left

    /**
     * For {@code parties} tasks.
     *
     * @throws IllegalArgumentException if less than one
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("A barrier's parties must be >= 1, got " + parties);
        }
        this.parties = parties;
    }

    /** How many must come. */
    public int parties() {
        return parties;
    }

    /** How many wait for the others. */
    public int nWaiting() {
        return state == State.FILLING ? count : 0;
    }

    /** Whether it was aborted, and not reset since. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /**
     * Suspends the current task until all parties have come; the last one is not suspended.
     *
     * @return how many came before, 0 to {@code parties() - 1}
     * @throws BrokenBarrierException if it is broken, or aborted or reset meanwhile
     */
    public int await() {
        TaskRun run = TaskRun.current("Barrier.await()");
        while (state == State.DRAINING || state == State.RESETTING) {
            outside.park(run);
        }
        checkNotBroken();
        int index = count++;
        try {
            if (count == parties) {
                state = State.DRAINING;
                inside.wakeAll();
            } else {
                inside.park(run);
                checkNotBroken();
            }
            return index;
        } finally {
            leave();
        }
    }

    private void leave() {
        count--;
        if (count == 0 && state != State.BROKEN && state != State.FILLING) {
            state = State.FILLING;
            outside.wakeAll();
        }
    }

    /** Makes it as new; who waits gets a {@link BrokenBarrierException}. */
    public void reset() {
        checkHeld("reset");
        if (count == 0) {
            state = State.FILLING;
            outside.wakeAll();
        } else {
            state = State.RESETTING;
            inside.wakeAll();
        }
    }

    /** Breaks it until it is reset: who waits, and who comes, gets a {@link BrokenBarrierException}. */
    public void abort() {
        checkHeld("abort");
        state = State.BROKEN;
        inside.wakeAll();
        outside.wakeAll();
    }

    private void checkHeld(String call) {
        inside.checkHeld("Barrier." + call + "()", "loop.callSoonThreadsafe(barrier::" + call + ")");
        outside.checkHeld("Barrier." + call + "()", "loop.callSoonThreadsafe(barrier::" + call + ")");
    }

    private void checkNotBroken() {
        if (state == State.BROKEN) {
            throw new BrokenBarrierException("Barrier was aborted: call reset() to use it again");
        }
        if (state == State.RESETTING) {
            throw new BrokenBarrierException("Barrier was reset while tasks waited");
        }
    }

    @Override
    public String toString() {
        return "Barrier[" + state.name().toLowerCase(Locale.ROOT) + ", waiting=" + nWaiting() + "/" + parties + "]";
    }
}
