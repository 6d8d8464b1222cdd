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
    void indicesAreGivenOnceAlsoIfATaskLeftBefore() {
        run(() -> {
            for (int leaving = 0; leaving < 2; leaving++) {
                List<Task<Integer>> early = List.of(createTask(barrier::await), createTask(barrier::await));
                settle();
                early.get(leaving).cancel();
                Task<Integer> third = createTask(barrier::await);
                Task<Integer> last = createTask(barrier::await);
                assertThat(gather(early.get(1 - leaving), third, last)).containsExactly(0, 1, 2);
            }
        });
    }

    @Test
    void aTaskThatIsCancelledWhenAllHaveComeTakesNoIndexAway() {
        run(() -> {
            Task<Integer> cancelled = createTask(barrier::await);
            Task<Integer> other = createTask(barrier::await);
            settle();
            assertThat(barrier.await()).isEqualTo(2);
            cancelled.cancel();
            assertThat(Asyncio.await(other)).isZero();
            assertThat(cancelled.cancelled()).isTrue();
            assertThat(gather(barrier::await, barrier::await, barrier::await)).containsExactly(0, 1, 2);
        });
    }

    @Test
    void aTaskThatIsCancelledIsNotCountedAnyMore() {
        run(() -> {
            Task<Integer> cancelled = createTask(barrier::await);
            Task<Integer> second = createTask(barrier::await);
            settle();
            cancelled.cancel();
            assertThat(barrier.nWaiting()).isEqualTo(1);
            Task<Integer> third = loop.createTask(TaskOptions.defaults().withEagerStart(), barrier::await);
            settle();
            assertThat(second.done() || third.done()).isFalse();
            assertThat(barrier.await()).isEqualTo(2);
            assertThat(gather(second, third)).containsExactly(0, 1);
        });
    }

    @Test
    void whoComesWhileARoundLeavesBelongsToTheNextAndIsNotOvertaken() {
        Barrier pair = new Barrier(2);
        run(() -> {
            Task<?> first = createTask(() -> pass(pair, "first"));
            sleepMs(0);
            Task<?> third = createTask(() -> pass(pair, "third"));
            Task<?> late = createTask(() -> pass(pair, "late"));
            pass(pair, "second"); // the first one has not left
            pass(pair, "second again");
            gather(first, third);
            assertThat(late.done()).isFalse();
            late.cancel();
        });
        trail.assertIs("second", "third", "first", "second again");
    }

    private void pass(Barrier pair, String who) {
        pair.await();
        trail.add(who);
    }

    @Test
    void aRoundThatIsCompletePassesAlsoIfTheBarrierIsResetOrAborted() {
        Barrier pair = new Barrier(2);
        run(() -> {
            for (Runnable change : List.<Runnable>of(pair::reset, pair::abort)) {
                Task<Integer> first = createTask(pair::await);
                sleepMs(0);
                assertThat(pair.await()).isEqualTo(1);
                change.run();
                assertThat(Asyncio.await(first)).isZero();
            }
            assertThat(pair.isBroken()).isTrue();
        });
    }

    @Test
    void anAbortAfterAResetInTheSameTurnWins() {
        run(() -> {
            Task<?> waiting =
                    createTask(() -> assertThatThrownBy(barrier::await).isInstanceOf(BrokenBarrierException.class));
            settle();
            barrier.reset();
            barrier.abort();
            Asyncio.await(waiting);
            assertThat(barrier.isBroken()).isTrue();
            barrier.reset();
            assertThat(gather(barrier::await, barrier::await, barrier::await)).containsExactly(0, 1, 2);
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
