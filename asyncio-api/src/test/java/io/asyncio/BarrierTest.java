package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarrierTest extends LoopTestBase {
    private final Barrier barrier = new Barrier(3);

    @Test
    void allGoOnWhenTheLastHasCome() {
        run(() -> {
            Coroutine<Integer> coming = () -> {
                int index = barrier.await();
                trail.add("passed " + index);
                return index;
            };
            Task<Integer> first = createTask(coming);
            Task<Integer> second = createTask(coming);
            settle();
            assertThat(barrier.nWaiting()).isEqualTo(2);
            assertThat(barrier).hasToString("Barrier[filling, waiting=2/3]");
            assertThat(gather(first, second, coming)).containsExactly(0, 1, 2);
            assertThat(barrier.nWaiting()).isZero();
        });
        trail.assertIs("passed 2", "passed 0", "passed 1");
    }

    @Test
    void itCanBeUsedAgainAndRoundsDoNotMix() {
        Barrier pair = new Barrier(2);
        run(() -> gather(() -> threeRounds(pair, "a"), () -> threeRounds(pair, "b")));
        assertThat(trail.steps().subList(0, 2)).containsExactlyInAnyOrder("a1", "b1");
        assertThat(trail.steps().subList(2, 4)).containsExactlyInAnyOrder("a2", "b2");
        assertThat(trail.steps().subList(4, 6)).containsExactlyInAnyOrder("a3", "b3");
    }

    private void threeRounds(Barrier pair, String name) {
        for (int round = 1; round <= 3; round++) {
            pair.await();
            trail.add(name + round);
        }
    }

    @Test
    void aCancelledTaskLeavesAndTheOthersWaitOn() {
        run(() -> {
            Task<?> first = createTask(barrier::await);
            Task<?> second = createTask(barrier::await);
            settle();
            first.cancel();
            settle();
            assertThat(barrier.nWaiting()).isEqualTo(1);
            Task<?> third = createTask(barrier::await);
            settle();
            assertThat(second.done() || third.done()).isFalse();
            barrier.await();
            settle();
            assertThat(second.done() && third.done()).isTrue();
        });
    }

    @Test
    void abortBreaksItForAllUntilItIsReset() {
        run(() -> {
            Task<?> waiting = createTask(() -> assertThatThrownBy(barrier::await)
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessage("Barrier was aborted: call reset() to use it again"));
            settle();
            barrier.abort();
            assertThat(barrier.isBroken()).isTrue();
            Asyncio.await(waiting);
            assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class);
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
            gather(barrier::await, barrier::await, barrier::await);
        });
    }

    @Test
    void aResetSendsAwayWhoWaitsAndLetsNewOnesIn() {
        run(() -> {
            Task<?> sentAway = createTask(() -> assertThatThrownBy(barrier::await)
                    .isInstanceOf(BrokenBarrierException.class)
                    .hasMessage("Barrier was reset while tasks waited"));
            settle();
            barrier.reset();
            List<Task<Integer>> newOnes =
                    List.of(createTask(barrier::await), createTask(barrier::await), createTask(barrier::await));
            assertThat(gather(newOnes)).containsExactlyInAnyOrder(0, 1, 2);
            Asyncio.await(sentAway);
        });
    }

    @Test
    void oneOrMorePartiesAreNeeded() {
        assertThat(barrier.parties()).isEqualTo(3);
        assertThatThrownBy(() -> new Barrier(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A barrier's parties must be >= 1, got 0");
        run(() -> {
            assertThat(new Barrier(1).await()).isZero();
            sleepMs(0);
        });
    }
}
