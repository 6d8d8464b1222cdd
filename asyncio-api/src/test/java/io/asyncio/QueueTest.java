package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitForMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class QueueTest extends LoopTestBase {
    @Test
    void itemsComeOutAsTheQueueOrdersThem() {
        run(() -> {
            assertThat(drained(new Queue<>())).containsExactly("b", "c", "a");
            assertThat(drained(new LifoQueue<>())).containsExactly("a", "c", "b");
            assertThat(drained(new PriorityQueue<>())).containsExactly("a", "b", "c");
            assertThat(drained(new PriorityQueue<>(0, Comparator.reverseOrder())))
                    .containsExactly("c", "b", "a");
        });
    }

    private static List<String> drained(Queue<String> queue) {
        List.of("b", "c", "a").forEach(queue::putNoWait);
        return List.of(queue.get(), queue.getNoWait(), queue.get());
    }

    @Test
    void equalPrioritiesKeepTheirOrder() {
        run(() -> {
            PriorityQueue<String> byLength = new PriorityQueue<>(0, Comparator.comparing(String::length));
            for (String item : List.of("b1", "a", "b2", "b3")) {
                byLength.put(item);
            }
            for (int i = 0; i < 4; i++) {
                trail.add(byLength.get());
            }
        });
        trail.assertIs("a", "b1", "b2", "b3");
    }

    @Test
    void gettersAreServedInTheOrderTheyCameAndNobodyOvertakes() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            for (int i = 0; i < 2; i++) {
                int n = i;
                createTask(() -> trail.add("getter " + n + ": " + queue.get()));
            }
            sleepMs(0);
            queue.put(1);
            assertThatThrownBy(queue::getNoWait)
                    .isInstanceOf(QueueEmptyException.class)
                    .hasMessage("Queue is empty: await get() instead");
            createTask(() -> trail.add("late: " + queue.get()));
            queue.put(2);
            queue.put(3);
            settle();
        });
        trail.assertIs("getter 0: 1", "getter 1: 2", "late: 3");
    }

    @Test
    void aFullQueueMakesPuttersWaitInOrder() {
        Queue<Integer> queue = new Queue<>(1);
        run(() -> {
            queue.put(1);
            for (int i = 2; i <= 3; i++) {
                int n = i;
                createTask(() -> {
                    queue.put(n);
                    trail.add("put " + n);
                });
            }
            sleepMs(0);
            assertThat(queue.isFull()).isTrue();
            assertThat(queue).hasToString("Queue[size=1/1, getters=0, putters=2]");
            assertThat(queue.get()).isEqualTo(1);
            assertThatThrownBy(() -> queue.putNoWait(9))
                    .isInstanceOf(QueueFullException.class)
                    .hasMessage("Queue is full, maxSize=1: await put() instead");
            settle();
            assertThat(queue.get()).isEqualTo(2);
            settle();
            assertThat(queue.get()).isEqualTo(3);
        });
        trail.assertIs("put 2", "put 3");
    }

    @Test
    void anItemPromisedToACancelledGetterGoesToTheNextOrBack() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            Task<Integer> first = createTask(queue::get);
            Task<Integer> second = createTask(queue::get);
            sleepMs(0);
            queue.put(1);
            first.cancel();
            settle();
            assertThat(second.result()).isEqualTo(1);
            Task<Integer> third = createTask(queue::get);
            sleepMs(0);
            queue.put(2);
            third.cancel();
            settle();
            assertThat(queue.getNoWait()).isEqualTo(2);
        });
    }

    @Test
    void aPlacePromisedToACancelledPutterGoesToTheNext() {
        Queue<Integer> queue = new Queue<>(1);
        run(() -> {
            queue.put(1);
            Task<?> first = createTask(() -> queue.put(2));
            Task<?> second = createTask(() -> queue.put(3));
            sleepMs(0);
            queue.get();
            first.cancel();
            settle();
            assertThat(second.done()).isTrue();
            assertThat(queue.get()).isEqualTo(3);
        });
    }

    @Test
    void aTimeoutLosesNoItem() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            assertThatThrownBy(() -> waitForMs(queue::get, 10)).isInstanceOf(TimeoutException.class);
            queue.put(1);
            assertThat(queue.get()).isEqualTo(1);
        });
    }

    @Test
    void joinWaitsUntilAllItemsAreDealtWith() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            queue.join();
            queue.put(1);
            queue.put(2);
            Task<?> joiner = createTask(() -> {
                queue.join();
                trail.add("joined");
            });
            for (int i = 0; i < 2; i++) {
                trail.add("got " + queue.get());
                settle();
                queue.taskDone();
            }
            await(joiner);
            assertThatThrownBy(queue::taskDone)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("taskDone() called too many times: once for each item that was put");
        });
        trail.assertIs("got 1", "got 2", "joined");
    }

    @Test
    void aShutDownQueueGivesWhatItHasAndTakesNoMore() {
        Queue<Integer> queue = new Queue<>(1);
        run(() -> {
            queue.put(1);
            Task<?> putter = createTask(() -> queue.put(2));
            sleepMs(0);
            queue.shutdown();
            settle();
            assertThat(putter.exception()).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.put(3)).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> queue.putNoWait(3)).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.get()).isEqualTo(1);
            assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(queue::getNoWait)
                    .isInstanceOf(QueueShutDownException.class)
                    .hasMessage("Queue is shut down: it takes no more items");
        });
        assertThat(takeErrors()).hasSize(1); // the putter's, which was looked at later than its turn
    }

    @Test
    void shutdownWakesGettersAndKeepsPromises() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            Task<Integer> promised = createTask(queue::get);
            Task<Integer> waiting = createTask(queue::get);
            sleepMs(0);
            queue.put(1);
            queue.shutdown();
            assertThat(await(promised)).isEqualTo(1);
            assertThatThrownBy(() -> await(waiting)).isInstanceOf(QueueShutDownException.class);
        });
    }

    @Test
    void anImmediateShutdownDropsItemsAndEndsJoins() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            Task<Integer> promised = createTask(queue::get);
            sleepMs(0);
            queue.put(1);
            queue.put(2);
            Task<?> joiner = createTask(queue::join);
            queue.shutdown(true);
            assertThatThrownBy(() -> await(promised)).isInstanceOf(QueueShutDownException.class);
            await(joiner);
            assertThat(queue).hasToString("Queue[size=0, getters=0, putters=0, shut down]");
        });
    }

    @Test
    void anItemThatComesBackAfterAShutdownGoesToTheGetterThatHasWaitedLongest() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            List<Task<Integer>> getters =
                    List.of(createTask(queue::get), createTask(queue::get), createTask(queue::get));
            sleepMs(0);
            queue.putNoWait(7);
            getters.get(0).cancel();
            Task<Integer> late = createTask(queue::get); // its turn comes when 7 is back
            Task<?> joiner = createTask(queue::join);
            queue.shutdown();
            assertThat(await(getters.get(1))).isEqualTo(7);
            queue.taskDone();
            await(joiner);
            for (Task<Integer> getter : List.of(getters.get(2), late)) {
                assertThatThrownBy(() -> await(getter)).isInstanceOf(QueueShutDownException.class);
            }
        });
        takeErrors(); // of getters that were looked at later than their turn
    }

    @Test
    void anItemThatComesBackAfterAShutdownIsKeptIfNobodyWaits() {
        Queue<Integer> queue = new Queue<>();
        run(() -> {
            Task<Integer> getter = createTask(queue::get);
            sleepMs(0);
            queue.putNoWait(7);
            getter.cancel();
            queue.shutdown();
            settle();
            assertThat(queue.getNoWait()).isEqualTo(7);
            assertThatThrownBy(queue::getNoWait).isInstanceOf(QueueShutDownException.class);
        });
    }

    @Test
    void anItemPromisedToAGetterIsNotSeenAsThere() {
        Queue<Integer> queue = new Queue<>(2);
        run(() -> {
            Task<Integer> getter = createTask(queue::get);
            sleepMs(0);
            queue.putNoWait(1);
            assertThat(queue.isEmpty()).isTrue();
            assertThat(queue.size()).isZero();
            assertThatThrownBy(queue::getNoWait).isInstanceOf(QueueEmptyException.class);
            queue.putNoWait(2);
            assertThat(queue.isEmpty()).isFalse();
            assertThat(queue.size()).isEqualTo(1);
            assertThat(queue.getNoWait()).isEqualTo(1);
            assertThat(await(getter)).isEqualTo(2);
        });
    }

    @Test
    void aPlacePromisedToAPutterIsNotSeenAsFree() {
        Queue<Integer> queue = new Queue<>(1);
        run(() -> {
            queue.putNoWait(1);
            Task<?> putter = createTask(() -> queue.put(2));
            sleepMs(0);
            queue.getNoWait();
            assertThat(queue.isFull()).isTrue();
            assertThatThrownBy(() -> queue.putNoWait(3)).isInstanceOf(QueueFullException.class);
            await(putter);
            assertThat(queue.getNoWait()).isEqualTo(2);
            assertThat(queue.isFull()).isFalse();
            queue.putNoWait(4);
        });
    }

    @Test
    void aShutDownQueueIsNotFullOfPlacesNobodyWillUse() {
        Queue<Integer> queue = new Queue<>(1);
        run(() -> {
            queue.putNoWait(1);
            Task<?> putter = createTask(() -> queue.put(2));
            sleepMs(0);
            queue.getNoWait();
            queue.shutdown();
            assertThat(queue.isFull()).isFalse();
            assertThatThrownBy(() -> await(putter)).isInstanceOf(QueueShutDownException.class);
            assertThat(queue.isFull()).isFalse();
        });
    }

    @Test
    void anItemThatCannotBeComparedHarmsNobody() {
        PriorityQueue<Object> queue = new PriorityQueue<>(2);
        run(() -> {
            assertThatThrownBy(() -> queue.put(new Object())).isInstanceOf(ClassCastException.class);
            queue.put(1);
            queue.put(2);
            Task<?> strange = createTask(() -> queue.put("three"));
            Task<?> next = createTask(() -> queue.put(3));
            sleepMs(0);
            assertThat(queue.get()).isEqualTo(1);
            assertThatThrownBy(() -> await(strange)).isInstanceOf(ClassCastException.class);
            await(next); // got the place that the other one could not use
            assertThat(queue.get()).isEqualTo(2);
            assertThat(queue.get()).isEqualTo(3);
        });
    }

    @Test
    void aComparatorThatFailsLosesNoItem() {
        boolean[] fails = new boolean[1];
        PriorityQueue<Integer> queue = new PriorityQueue<>(0, (a, b) -> {
            if (fails[0]) {
                throw new IllegalStateException("comparator");
            }
            return Integer.compare(a, b);
        });
        run(() -> {
            for (int item : new int[] {5, 3, 4, 1, 2}) {
                queue.put(item);
            }
            fails[0] = true;
            assertThatThrownBy(() -> queue.put(0)).hasMessage("comparator");
            for (int item = 1; item <= 5; item++) {
                assertThat(queue.getNoWait()).isEqualTo(item);
                queue.taskDone();
            }
            queue.join();
        });
    }

    @Test
    void nullIsNoItem() {
        run(() -> {
            Queue<String> queue = new Queue<>();
            assertThatThrownBy(() -> queue.put(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> queue.putNoWait(null)).isInstanceOf(NullPointerException.class);
        });
    }

    @Test
    void whoComesBehindOneThatHasItsItemGetsTheNextAndAllIsCounted() {
        run(() -> {
            Queue<Integer> queue = new Queue<>();
            Task<Integer> first = createTask(queue::get);
            sleepMs(0);
            queue.putNoWait(1);
            queue.putNoWait(2);
            assertThat(queue.get()).isEqualTo(2); // the first is that of who has waited, and has not run yet
            assertThat(await(first)).isEqualTo(1);
            queue.putNoWait(3);
            loop.callSoon(() -> trail.add("somebody else"));
            assertThat(queue.get()).isEqualTo(3);
            trail.assertIs();
            Task<Integer> fourth = createTask(queue::get);
            Task<Integer> fifth = createTask(queue::get);
            sleepMs(0);
            queue.putNoWait(4);
            assertThat(await(fourth)).isEqualTo(4);
            settle();
            assertThat(fifth.done()).isFalse();
            queue.putNoWait(5);
            assertThat(await(fifth)).isEqualTo(5);
        });
    }

    @Test
    void whoComesBehindOneThatHasItsPlaceIsNextAndAllIsCounted() {
        run(() -> {
            Queue<Integer> queue = new Queue<>(2);
            queue.put(1);
            queue.put(2);
            Task<?> third = createTask(() -> queue.put(3));
            sleepMs(0);
            queue.getNoWait();
            queue.getNoWait();
            queue.put(4); // the third has a place, and has not run yet
            assertThat(third.done()).isTrue();
            assertThat(queue.getNoWait()).isEqualTo(3);
            loop.callSoon(() -> trail.add("somebody else"));
            queue.put(5);
            trail.assertIs();
            assertThat(queue.isFull()).isTrue();
        });
    }

    @Test
    void anotherThreadMayNotWakeWhoJoins() {
        loop.start();
        Queue<Integer> queue = new Queue<>();
        Task<?> joining = resultOf(loop.<Task<?>>createTask(() -> {
            queue.put(1);
            Task<?> joins = createTask(queue::join);
            settle();
            return joins;
        }));
        assertThatThrownBy(queue::taskDone).hasMessageContaining("use loop.callSoonThreadsafe(queue::taskDone)");
        assertThatThrownBy(() -> queue.shutdown(true))
                .hasMessageContaining("use loop.callSoonThreadsafe(queue::shutdown)");
        assertThat(queue).hasToString("Queue[size=1, getters=0, putters=0]");
        loop.callSoonThreadsafe(() -> queue.shutdown(true));
        resultOf(joining);
    }
}
