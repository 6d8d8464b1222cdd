package io.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * A place where tasks wait for each other: when as many as there are parties wait, all go on, and the barrier can be
 * used again. A task that comes after that belongs to the next round, even while tasks of the last round have not run
 * yet. A task that is cancelled leaves, and the others go on waiting. To be used on one loop. Like Python's {@code
 * asyncio.Barrier}, except that waiting is called {@code await}, and that a reset or abort has no effect on a round
 * that is complete already.
 */
public final class Barrier {
    private static final String ABORTED = "Barrier was aborted: call reset() to use it again";

    private final int parties;
    private Round round = new Round();
    private boolean broken;

    /**
     * For {@code parties} tasks.
     *
     * @throws IllegalArgumentException if {@code parties} is less than one
     */
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("A barrier's parties must be >= 1, got " + parties);
        }
        this.parties = parties;
    }

    /** How many tasks must come. */
    public int parties() {
        return parties;
    }

    /** How many tasks wait for the others. */
    public int nWaiting() {
        return round.waiters.size();
    }

    /** Whether the barrier was aborted, and not reset since. */
    public boolean isBroken() {
        return broken;
    }

    /**
     * Suspends the current task until all parties have come; the last one is not suspended.
     *
     * @return the place of this task in the order in which those of its round came, from 0 to {@code parties() - 1}
     * @throws BrokenBarrierException if the barrier is broken, or is aborted or reset meanwhile
     */
    public int await() {
        TaskRun run = TaskRun.current("Barrier.await()");
        if (nWaiting() == parties - 1) {
            run.consumeShare();
        }
        if (broken) {
            throw new BrokenBarrierException(ABORTED);
        }
        round.waiters.checkSameLoop(run.loop);
        Round mine = round;
        if (nWaiting() == parties - 1) {
            endRound(null);
            return parties - 1;
        }
        mine.waiters.park(run);
        return mine.leave();
    }

    /** Makes the barrier as new; tasks that wait get a {@link BrokenBarrierException}. */
    public void reset() {
        checkHeld("reset");
        broken = false;
        endRound("Barrier was reset while tasks waited");
    }

    /**
     * Breaks the barrier until it is reset: tasks that wait, and those that come, get a {@link BrokenBarrierException}.
     */
    public void abort() {
        checkHeld("abort");
        broken = true;
        endRound(ABORTED);
    }

    private void checkHeld(String call) {
        round.waiters.checkHeld("Barrier." + call + "()", "loop.callSoonThreadsafe(barrier::" + call + ")");
    }

    private void endRound(@Nullable String error) {
        Round ended = round;
        round = new Round();
        ended.error = error;
        ended.waiters.wakeAll();
    }

    @Override
    public String toString() {
        return "Barrier[" + (broken ? "broken" : "filling") + ", waiting=" + nWaiting() + "/" + parties + "]";
    }

    /** Those who wait for each other. */
    private final class Round {
        final WaitQueue waiters = new WaitQueue(Barrier.this);
        private @Nullable String error; // why it ended before all had come
        private int left; // how many have passed: they leave in the order in which they came

        int leave() {
            if (error != null) {
                throw new BrokenBarrierException(error);
            }
            return left++;
        }
    }
}
