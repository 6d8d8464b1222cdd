package io.asyncio.reactor;

import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Event;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

class FluxTaskTest extends LoopTestBase {

    @Test
    void eachSubscriptionRunsTheBodyAnew() {
        Flux<Integer> flux = ReactorAdapter.flux(loop, emitter -> {
            for (int i = 1; i <= 3; i++) {
                sleepMs(1000);
                emitter.emit(i);
            }
        });
        StepVerifier.create(flux).expectNext(1, 2, 3).verifyComplete();
        StepVerifier.create(flux.map(i -> i * 10)).expectNext(10, 20, 30).verifyComplete();
    }

    @Test
    void emitSuspendsUntilThereIsDemand() {
        Flux<Integer> flux = ReactorAdapter.flux(loop, emitter -> {
            for (int i = 1; i <= 4; i++) {
                emitter.emit(i);
                trail.add("emitted " + i);
            }
        });
        StepVerifier.create(flux, 0)
                .expectSubscription()
                .then(() -> settle())
                .then(() -> assertThat(trail).isEmpty())
                .thenRequest(2)
                .expectNext(1, 2)
                .then(() -> settle())
                .then(() -> assertThat(trail).containsExactly("emitted 1", "emitted 2"))
                .thenRequest(1)
                .expectNext(3)
                .thenRequest(Long.MAX_VALUE)
                .expectNext(4)
                .verifyComplete();
    }

    @Test
    void aMillionElementsOverAnotherThread() {
        int count = 1_000_000;
        Flux<Integer> flux = ReactorAdapter.<Integer>flux(loop, emitter -> {
                    for (int i = 0; i < count; i++) {
                        emitter.emit(i);
                    }
                })
                .publishOn(Schedulers.parallel());
        StepVerifier.create(flux.index().filter(t -> t.getT1() != (long) t.getT2()))
                .verifyComplete();
        StepVerifier.create(flux.count()).expectNext((long) count).verifyComplete();
    }

    @Test
    void whatTheBodyThrowsEndsTheFlux() {
        StepVerifier.create(ReactorAdapter.flux(loop, emitter -> {
                    emitter.emit("one");
                    throw failure;
                }))
                .expectNext("one")
                .verifyErrorSatisfies(e -> assertThat(e).isSameAs(failure));
        StepVerifier.create(ReactorAdapter.flux(loop, emitter -> emitter.emit(null)))
                .verifyError(NullPointerException.class);
    }

    @Test
    void cancellingTheSubscriptionCancelsTheTaskAndDiscardsWhatItHolds() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Flux<String> flux = ReactorAdapter.flux(loop, emitter -> {
            try {
                emitter.emit("one");
                emitter.emit("two");
                trail.add("never");
            } finally {
                sleepMs(10);
                trail.add("cleaned up");
                ended.countDown();
            }
        });
        StepVerifier.create(flux, 1).expectNext("one").thenCancel().verify(Duration.ofSeconds(10));
        ended.await();
        assertThat(trail).containsExactly("cleaned up");
    }

    @Test
    void anElementThatComesAfterTheCancelIsDiscarded() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Event mayEmit = new Event();
        Flux<String> flux = ReactorAdapter.<String>flux(loop, emitter -> {
                    try {
                        mayEmit.await();
                    } finally {
                        try {
                            emitter.emit("late");
                        } finally {
                            ended.countDown();
                        }
                    }
                })
                .contextWrite(Context.of("any", "thing"))
                .doOnDiscard(String.class, trail::add);
        Disposable subscription = flux.subscribe();
        settle();
        subscription.dispose();
        ended.await();
        assertThat(trail).containsExactly("late");
    }

    @Test
    void anErrorAfterTheCancelIsDropped() throws Exception {
        CountDownLatch dropped = new CountDownLatch(1);
        Hooks.onErrorDropped(e -> {
            trail.add(e.getMessage());
            dropped.countDown();
        });
        Flux<String> flux = ReactorAdapter.flux(loop, emitter -> {
            try {
                new Event().await();
            } finally {
                throwFailure();
            }
        });
        Disposable subscription = flux.subscribe();
        settle();
        subscription.dispose();
        dropped.await();
        assertThat(trail).containsExactly("checked");
    }

    private void throwFailure() throws IOException {
        throw failure;
    }

    @Test
    void aRequestForNothingIsAnErrorOnceTheTaskHasEnded() {
        for (long n : new long[] {0, -1}) {
            List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch ended = new CountDownLatch(1);
            ReactorAdapter.<Integer>flux(loop, emitter -> {
                        try {
                            emitter.emit(1);
                        } finally {
                            trail.add("body ended");
                        }
                    })
                    .subscribe(new CoreSubscriber<Integer>() {
                        @Override
                        public void onSubscribe(Subscription subscription) {
                            loop.callSoonThreadsafe(() -> subscription.request(n));
                        }

                        @Override
                        public void onNext(Integer element) {
                            errors.add(new AssertionError("nothing was requested"));
                        }

                        @Override
                        public void onError(Throwable error) {
                            errors.add(error);
                            ended.countDown();
                        }

                        @Override
                        public void onComplete() {
                            ended.countDown();
                        }
                    });
            try {
                ended.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            assertThat(errors).singleElement().satisfies(e -> assertThat(e)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageEndingWith("got " + n));
        }
    }

    @Test
    void whatTheBodyThrowsAfterARequestForNothingIsDropped() {
        Hooks.onErrorDropped(e -> trail.add("dropped " + e.getMessage()));
        Subscription[] given = new Subscription[1];
        BaseSubscriber<Integer> asking = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                given[0] = subscription;
            }

            @Override
            protected void hookOnError(Throwable error) {
                trail.add(error.getMessage());
            }
        };
        ReactorAdapter.<Integer>flux(loop, emitter -> {
                    try {
                        emitter.emit(1);
                    } finally {
                        throwFailure();
                    }
                })
                .subscribe(asking);
        settle();
        given[0].request(0);
        settle();
        assertThat(trail).containsExactly("dropped checked", "a subscriber must request at least one element, got 0");
    }

    @Test
    void aSubscriberThatCancelsAtOnceStartsNothing() {
        ReactorAdapter.<Integer>flux(loop, emitter -> trail.add("never")).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                cancel();
            }
        });
        settle();
        assertThat(trail).isEmpty();
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void aLoopThatClosesEndsIt() {
        Flux<String> flux = ReactorAdapter.flux(loop, emitter -> new Event().await());
        StepVerifier.create(flux)
                .expectSubscription()
                .then(this::settle)
                .then(loop::close)
                .verifyError(CancellationException.class);
        StepVerifier.create(flux).verifyError(IllegalStateException.class);
    }

    @Test
    void aCancelCrossesWithItsMessageAndItsCause() {
        Flux<String> flux = ReactorAdapter.flux(loop, emitter -> {
            CancelledError over = new CancelledError("over");
            over.initCause(failure);
            throw over;
        });
        StepVerifier.create(flux).verifyErrorSatisfies(error -> assertThat(error)
                .isInstanceOf(CancellationException.class)
                .hasMessage("over")
                .hasCause(failure));
    }

    @Test
    void theSubscribersContextIsTheTasks() {
        Flux<String> flux = ReactorAdapter.<String>flux(
                        loop, emitter -> emitter.emit(ReactorContext.current().get("user")))
                .contextWrite(Context.of("user", "ann"));
        StepVerifier.create(flux).expectNext("ann").verifyComplete();
    }

    @Test
    void tasksOfTheBodyMayEmit() {
        Flux<Integer> flux = ReactorAdapter.flux(
                loop,
                emitter -> Asyncio.taskGroup(group -> {
                    for (int i = 1; i <= 3; i++) {
                        int n = i;
                        group.createTask(() -> {
                            sleepMs(n * 10L);
                            emitter.emit(n);
                        });
                    }
                }));
        StepVerifier.create(flux, 0)
                .thenRequest(1)
                .expectNext(1)
                .thenRequest(2)
                .expectNext(2, 3)
                .verifyComplete();
    }

    /** Also if an operator suspends the task that emits. */
    @Test
    void tasksOfTheBodyEmitOneAfterTheOther() {
        Flux<Integer> flux = ReactorAdapter.<Integer>flux(
                        loop,
                        emitter -> Asyncio.taskGroup(group -> {
                            for (int i = 1; i <= 3; i++) {
                                int n = i;
                                group.createTask(() -> emitter.emit(n));
                            }
                        }))
                .doOnNext(n -> {
                    trail.add("begins " + n);
                    sleepMs(10);
                    trail.add("ends " + n);
                });
        StepVerifier.create(flux).expectNext(1, 2, 3).verifyComplete();
        assertThat(trail).containsExactly("begins 1", "ends 1", "begins 2", "ends 2", "begins 3", "ends 3");
    }

    /** Of a task that the body does not await. */
    @Test
    void theEndComesBehindAnElementThatIsBeingEmitted() {
        Flux<Integer> flux = ReactorAdapter.<Integer>flux(loop, emitter -> {
                    loop.createTask(() -> emitter.emit(1));
                    sleepMs(1);
                })
                .doOnNext(n -> sleepMs(10));
        StepVerifier.create(flux).expectNext(1).verifyComplete();
    }

    @Test
    void aSubscriberMayHaveTheTaskThatCallsItEmitAgain() {
        FluxEmitter<?>[] given = new FluxEmitter<?>[1];
        @SuppressWarnings("unchecked") // it is the one that was given
        Flux<Integer> flux = ReactorAdapter.<Integer>flux(loop, emitter -> {
                    given[0] = emitter;
                    emitter.emit(1);
                })
                .doOnNext(n -> {
                    if (n < 3) {
                        ((FluxEmitter<Integer>) given[0]).emit(n + 1);
                    }
                });
        StepVerifier.create(flux).expectNext(3, 2, 1).verifyComplete();
    }

    @Test
    void anElementThatWaitsForDemandIsDiscardedByACancel() {
        Flux<String> flux = ReactorAdapter.<String>flux(loop, emitter -> {
                    emitter.emit("one");
                    emitter.emit("two");
                })
                .doOnDiscard(String.class, element -> trail.add("discarded " + element));
        StepVerifier.create(flux, 1)
                .expectNext("one")
                .then(this::settle)
                .thenCancel()
                .verify(Duration.ofSeconds(10));
        settle();
        assertThat(trail).containsExactly("discarded two");
    }

    @Test
    void anElementWhoseEmitTimesOutStaysTheBodys() {
        Flux<String> flux = ReactorAdapter.<String>flux(loop, emitter -> {
                    try {
                        Asyncio.timeout(1, () -> emitter.emit("one"));
                    } catch (TimeoutException e) {
                        trail.add("timed out");
                    }
                    emitter.emit("one");
                })
                .doOnDiscard(String.class, element -> trail.add("discarded " + element));
        StepVerifier.create(flux, 0)
                .expectSubscription()
                .then(() -> onLoop(() -> sleepMs(2000)))
                .thenRequest(1)
                .expectNext("one")
                .verifyComplete();
        assertThat(trail).containsExactly("timed out");
    }

    @Test
    void aTaskThatOutlivesTheBodyEmitsNothing() {
        Flux<String> flux = ReactorAdapter.flux(loop, emitter -> {
            loop.createTask(() -> emitInChild(emitter));
            sleepMs(1);
        });
        Subscription[] given = new Subscription[1];
        flux.subscribe(recording(given));
        onLoop(() -> sleepMs(10));
        assertThat(trail)
                .containsExactly(
                        "onComplete",
                        "IllegalStateException: emit() was called after the end of the Flux, whose body has returned:"
                                + " await in the body the tasks that emit");
        given[0].request(1);
        settle();
        assertThat(trail).hasSize(2);
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void aCancelReachesTheTasksThatTheBodyDoesNotAwait() {
        for (boolean isOnLoop : new boolean[] {true, false}) {
            trail.clear();
            Flux<String> flux = ReactorAdapter.<String>flux(loop, emitter -> {
                        loop.createTask(() -> emitInChild(emitter));
                        new Event().await();
                    })
                    .doOnDiscard(String.class, element -> trail.add("discarded " + element));
            Subscription[] given = new Subscription[1];
            flux.subscribe(recording(given));
            settle();
            if (isOnLoop) {
                onLoop(() -> given[0].cancel());
            } else {
                given[0].cancel();
            }
            settle();
            assertThat(trail).containsExactly("discarded child's", "CancelledError: the subscription was cancelled");
            assertThat(loop.allTasks()).isEmpty();
        }
    }

    private void emitInChild(FluxEmitter<String> emitter) {
        try {
            emitter.emit("child's");
        } catch (CancelledError | IllegalStateException e) {
            trail.add(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }

    /** Requests nothing. */
    private BaseSubscriber<String> recording(Subscription[] given) {
        return new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                given[0] = subscription;
            }

            @Override
            protected void hookOnNext(String element) {
                trail.add("onNext " + element);
            }

            @Override
            protected void hookOnComplete() {
                trail.add("onComplete");
            }
        };
    }

    @Test
    void aBodyThatAlwaysFindsDemandLetsOthersRun() {
        List<Integer> emitted = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean givenUp = new AtomicBoolean(); // lest the loop is kept for good
        Flux<Integer> flux = ReactorAdapter.<Integer>flux(loop, emitter -> {
                    for (int i = 0; !givenUp.get(); i++) {
                        emitter.emit(i);
                    }
                })
                .doOnDiscard(Integer.class, element -> trail.add("discarded " + element));
        Disposable[] subscription = new Disposable[1];
        CompletableFuture<?> other = loop.createTask(() -> {
                    subscription[0] = flux.subscribe(emitted::add);
                    sleepMs(0); // the body begins
                    trail.add("other ran after " + emitted.size());
                    subscription[0].dispose();
                    yieldTurns();
                })
                .toCompletableFuture();
        try {
            assertThat(other).succeedsWithin(Duration.ofSeconds(5));
        } finally {
            givenUp.set(true);
        }
        assertThat(trail).containsExactly("other ran after 128", "discarded 128");
    }
}
