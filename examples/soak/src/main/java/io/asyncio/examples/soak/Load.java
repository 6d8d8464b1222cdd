package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.sleepMs;

import java.util.Random;
import java.util.concurrent.atomic.LongAdder;

/** One kind of work, which several tasks of a loop repeat, round after round. A round leaves nothing behind. */
abstract class Load {
    private static final int LONGEST_PAUSE_MS = 5;

    private final String name;
    private final int workers;
    private final LongAdder rounds = new LongAdder();

    /** {@code workers} tasks repeat it. */
    Load(String name, int workers) {
        this.name = name;
        this.workers = workers;
    }

    final String name() {
        return name;
    }

    final int workers() {
        return workers;
    }

    /** How many rounds have ended; any thread may ask. */
    final long rounds() {
        return rounds.sum();
    }

    /** Makes what the rounds share, such as a server; called in a task, before the first round. */
    void open() throws Exception {}

    /** Does the work once, and waits until all of it has ended; called in a task. */
    abstract void round(Random random) throws Exception;

    /** Undoes {@link #open}; called in a task, after the last round. */
    void close() throws Exception {}

    /** Repeats the round until the gate ends; called in each worker. */
    final void run(Gate gate, Random random) throws Exception {
        gate.enter(name);
        while (gate.pass(name)) {
            round(random);
            rounds.increment();
            sleepMs(random.nextInt(LONGEST_PAUSE_MS));
        }
        gate.leave(name);
    }

    static void require(boolean holds, String claim) {
        if (!holds) {
            throw new IllegalStateException("This does not hold: " + claim);
        }
    }
}
