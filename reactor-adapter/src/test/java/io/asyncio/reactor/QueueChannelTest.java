package io.asyncio.reactor;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.withReactorContext;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Queue;
import io.asyncio.QueueShutDownException;
import io.asyncio.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

class QueueChannelTest extends LoopTestBase {
    private final Queue<Integer> queue = new Queue<>(2);

    @Test
    void itemsBecomeElementsAndShutdownTheEnd() {
        loop.createTask(() -> {
            for (int i = 1; i <= 5; i++) {
                queue.put(i);
            }
            queue.shutdown();
        });
        StepVerifier.create(ReactorAdapter.toFlux(loop, queue))
                .expectNext(1, 2, 3, 4, 5)
                .verifyComplete();
    }

    /** Whoever has got what was asked for hears of the end without asking for more. */
    @Test
    void theEndNeedsNoDemand() {
        StepVerifier.create(ReactorAdapter.toFlux(loop, queue), 2)
                .then(() -> onLoop(() -> {
                    queue.put(1);
                    queue.put(2);
                    queue.shutdown();
                }))
                .expectNext(1, 2)
                .verifyComplete();
        StepVerifier.create(ReactorAdapter.toFlux(loop, queue), 0).verifyComplete();
    }

    /** As nothing but a request wakes the task that emits. */
    @Test
    void anEndBehindTheLastItemIsToldAtTheNextRequest() {
        StepVerifier.create(ReactorAdapter.toFlux(loop, queue), 1)
                .then(() -> onLoop(() -> queue.put(1)))
                .expectNext(1)
                .then(() -> {
                    onLoop(queue::shutdown);
                    settle();
                })
                .thenRequest(1)
                .verifyComplete();
    }

    /** The queue fills up and its putter waits, as the subscriber asks for no more. */
    @Test
    void nothingIsTakenThatWasNotAskedFor() {
        List<Integer> put = new ArrayList<>();
        Task<?> putter = loop.createTask(() -> {
            for (int i = 1; i <= 5; i++) {
                queue.put(i);
                put.add(i);
            }
        });
        StepVerifier.create(ReactorAdapter.toFlux(loop, queue), 1)
                .expectNext(1)
                .then(() -> onLoop(() -> assertThat(put).containsExactly(1, 2, 3)))
                .thenRequest(1)
                .expectNext(2)
                .thenCancel()
                .verify();
        onLoop(() -> assertThat(queue.getNoWait()).isEqualTo(3));
        putter.toCompletableFuture().join();
    }

    @Test
    void anItemIsDoneWhenItIsEmitted() {
        StepVerifier.create(ReactorAdapter.toFlux(loop, queue), 1)
                .then(() -> onLoop(() -> {
                    queue.put(1);
                    queue.join();
                }))
                .expectNext(1)
                .thenCancel()
                .verify();
    }

    /** Also where the task that takes them has had its share of the loop. */
    @Test
    void aCancelLosesNoItem() {
        Queue<Integer> many = new Queue<>();
        List<Integer> emitted = new ArrayList<>();
        onLoop(() -> {
            for (int i = 0; i < 200; i++) {
                many.put(i);
            }
            Disposable subscription = ReactorAdapter.toFlux(loop, many).subscribe(emitted::add);
            sleepMs(0);
            subscription.dispose();
            yieldTurns();
            assertThat(emitted).isNotEmpty();
            assertThat(many.getNoWait()).isEqualTo(emitted.size());
        });
    }

    @Test
    void twoSubscribersShareTheItems() {
        List<Integer> taken = new ArrayList<>();
        ReactorAdapter.toFlux(loop, queue).subscribe(taken::add, closed -> {});
        ReactorAdapter.toFlux(loop, queue).subscribe(taken::add, closed -> {});
        onLoop(() -> {
            for (int i = 1; i <= 6; i++) {
                queue.put(i);
            }
            queue.join();
            assertThat(taken).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
        });
    }

    @Test
    void elementsBecomeItemsAndTheEndAShutdown() {
        onLoop(() -> {
            Task<?> feeding = ReactorAdapter.toQueue(Flux.range(1, 5).publishOn(Schedulers.parallel()), queue);
            List<Integer> taken = new ArrayList<>();
            assertThatThrownBy(() -> {
                        while (true) {
                            taken.add(queue.get());
                        }
                    })
                    .isInstanceOf(QueueShutDownException.class);
            assertThat(taken).containsExactly(1, 2, 3, 4, 5);
            await(feeding);
        });
    }

    @Test
    void noMoreIsRequestedThanThereIsRoomFor() {
        TestPublisher<Integer> publisher = TestPublisher.create();
        onLoop(() -> {
            Task<?> feeding = ReactorAdapter.toQueue(publisher, queue);
            sleepMs(1);
            publisher.assertMinRequested(2);
            publisher.assertMaxRequested(2);
            publisher.next(1, 2);
            sleepMs(1);
            assertThat(queue.isFull()).isTrue();
            feeding.cancel();
            sleepMs(1);
            publisher.assertCancelled();
            assertThat(queue.getNoWait()).isEqualTo(1);
            assertThat(queue.getNoWait()).isEqualTo(2);
            assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
        });
    }

    /** Its body never runs: whoever takes from the queue must hear of the end all the same. */
    @Test
    void aTaskCancelledBeforeItsFirstStepShutsTheQueueDown() {
        TestPublisher<Integer> publisher = TestPublisher.create();
        onLoop(() -> {
            Task<?> feeding = ReactorAdapter.toQueue(publisher, queue);
            feeding.cancel();
            assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
            publisher.assertWasNotSubscribed();
        });
    }

    /** Like those behind it, which have come and were not taken. */
    @Test
    void anElementThatWaitsForRoomIsDiscardedByACancelAndByAShutdown() {
        Context discarding = Operators.enableOnDiscard(Context.empty(), item -> trail.add("discarded " + item));
        for (boolean isShutDown : new boolean[] {false, true}) {
            trail.clear();
            Queue<Integer> full = new Queue<>(2);
            onLoop(() -> withReactorContext(discarding, () -> {
                Task<?> feeding = ReactorAdapter.toQueue(Flux.range(1, 9), full);
                sleepMs(1);
                if (isShutDown) {
                    full.shutdown();
                } else {
                    feeding.cancel();
                }
                sleepMs(1);
                assertThat(feeding.done()).isTrue();
            }));
            assertThat(trail).containsExactly("discarded 3", "discarded 4");
        }
    }

    @Test
    void theErrorOfThePublisherIsTheTasks() {
        IOException failure = new IOException("broken");
        onLoop(() -> {
            Task<?> feeding = ReactorAdapter.toQueue(Flux.just(1).concatWith(Flux.error(failure)), queue);
            assertThat(queue.get()).isEqualTo(1);
            assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
            assertThatThrownBy(() -> await(feeding)).isSameAs(failure);
        });
    }

    @Test
    void aQueueShutDownByItsReaderCancelsTheSubscription() {
        TestPublisher<Integer> publisher = TestPublisher.create();
        onLoop(() -> {
            Task<?> feeding = createTask(() -> await(ReactorAdapter.toQueue(publisher, queue)));
            sleepMs(1);
            queue.shutdown();
            publisher.next(1);
            await(feeding);
            publisher.assertCancelled();
        });
    }
}
