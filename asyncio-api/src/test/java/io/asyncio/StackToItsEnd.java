package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tries an operation at each of the last frames of a stack, so that this would end at each line of ours. */
final class StackToItsEnd {
    private static final int ROUNDS = 3;
    private static final int TURNS = 10;

    private final int triesPerRound;
    private int triesInRound; // touched on the loop
    private int levels;
    private int tries;
    private int done;

    StackToItsEnd(int triesPerRound) {
        this.triesPerRound = triesPerRound;
    }

    /** In a task of its own, which then fails; several times, from frames at other places. To be called by a task. */
    void tryAtItsEnd(VoidCoroutine operation) {
        for (int round = 0; round < ROUNDS; round++) {
            int offset = round;
            Task<?> deep = createTask("deep", () -> {
                operation.run(); // links its lambdas, which needs more of the stack
                operation.run(); // and those of who finds a queue full
                descend(offset, operation);
            });
            assertThatThrownBy(() -> await(deep)).isInstanceOf(StackOverflowError.class);
            for (int i = 0; i < TURNS; i++) {
                sleepMs(0);
            }
        }
    }

    /** Here, which fails in the end. */
    long descend(VoidCoroutine operation) {
        return descend(ROUNDS, operation);
    }

    /** How often an operation is called at most. */
    int mostTries() {
        return ROUNDS * (triesPerRound + 2);
    }

    int tries() {
        return tries;
    }

    /** How many of the {@link #tries()} have not failed. */
    int done() {
        return done;
    }

    /** Begins with some frames of another size. */
    private long descend(int offset, VoidCoroutine operation) {
        triesInRound = 0;
        levels = 0;
        long frame = System.nanoTime();
        return offset == 0 ? descendToTheEnd(operation) : frame - descend(offset - 1, operation);
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends
    private int descendToTheEnd(VoidCoroutine operation) {
        try {
            return descendToTheEnd(operation) + 1;
        } catch (StackOverflowError end) {
            levels++;
            if (triesInRound < triesPerRound && (levels < triesPerRound / 2 || levels % 16 == 0)) {
                triesInRound++;
                tries++;
                attempt(operation);
            }
            throw end;
        }
    }

    private void attempt(VoidCoroutine operation) {
        try {
            operation.run();
            done++;
        } catch (StackOverflowError again) {
            // as it should
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
