package io.asyncio.reactor;

import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;
import reactor.util.context.Context;

class ReactorAdapterTest extends LoopTestBase {

    // ---- mono: owns a task

    @Test
    void aTaskWhoseMonosAreAlwaysThereLetsOthersIn() {
        int[] awaited = new int[1];
        Context discarding = Operators.enableOnDiscard(Context.empty(), value -> trail.add("discarded " + value));
        onLoop(() -> {
            Task<?> busy = loop.createTask(TaskOptions.defaults().withReactorContext(discarding), () -> {
                while (awaited[0] < 1000) {
                    ReactorAdapter.await(Mono.just(awaited[0]));
                    awaited[0]++;
                }
            });
            sleepMs(0);
            assertThat(busy.done()).isFalse();
            busy.cancel();
            yieldTurns();
            assertThat(busy.cancelled()).isTrue();
        });
        assertThat(trail).containsExactly("discarded " + awaited[0]);
    }

    @Test
    void monoRunsItsBodyForEachSubscription() {
        int[] runs = new int[1];
        Mono<Integer> mono = ReactorAdapter.mono(loop, () -> {
            sleepMs(1000);
            return ++runs[0];
        });
        assertThat(runs[0]).isZero();
        StepVerifier.create(mono).expectNext(1).verifyComplete();
        StepVerifier.create(mono).expectNext(2).verifyComplete();
    }

    @Test
    void monoOfNothingIsEmpty() {
        StepVerifier.create(ReactorAdapter.mono(loop, () -> (String) null)).verifyComplete();
        StepVerifier.create(ReactorAdapter.mono(loop, () -> sleepMs(1))).verifyComplete();
    }

    @Test
    void monoRaisesWhatItsBodyThrows() {
        Mono<String> failsLater = ReactorAdapter.mono(loop, (Coroutine<String>) () -> {
            sleepMs(1);
            throw failure;
        });
        Mono<String> failsAtOnce = ReactorAdapter.mono(loop, (Coroutine<String>) () -> {
            throw failure;
        });
        loop.setExceptionHandler((l, context) -> trail.add("unseen: " + context));
        for (int i = 0; i < 100; i++) {
            StepVerifier.create(failsLater).verifyErrorMatches(error -> error == failure);
            StepVerifier.create(failsAtOnce).verifyErrorMatches(error -> error == failure);
        }
        settle();
        assertThat(trail).isEmpty();
    }

    @Test
    void monoWaitsForDemand() {
        StepVerifier.create(ReactorAdapter.mono(loop, () -> 1), 0)
                .expectSubscription()
                .then(this::settle)
                .thenRequest(1)
                .expectNext(1)
                .verifyComplete();
    }

    @Test
    void cancellingTheSubscriptionCancelsTheTaskAndItsFinallyRuns() throws Exception {
        CompletableFuture<String> cleanedUp = new CompletableFuture<>();
        Disposable subscription = ReactorAdapter.mono(loop, () -> {
                    try {
                        sleep(Double.POSITIVE_INFINITY);
                    } finally {
                        sleepMs(1);
                        cleanedUp.complete("cleaned up");
                    }
                })
                .subscribe();
        settle();
        subscription.dispose();
        assertThat(cleanedUp.get()).isEqualTo("cleaned up");
        settle();
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void cancellingBeforeTheTaskStartsMeansThatItNeverDoes() {
        Loop notStarted = Loop.withVirtualTime();
        ReactorAdapter.mono(notStarted, () -> trail.add("body")).subscribe().dispose();
        notStarted.runUntilComplete(() -> sleepMs(1));
        notStarted.close();
        assertThat(trail).isEmpty();
    }

    @Test
    void whatComesAfterACancelGoesToTheDropHooks() {
        Hooks.onErrorDropped(error -> trail.add("dropped " + error.getMessage()));
        Mono<String> stubborn = ReactorAdapter.mono(loop, () -> {
            try {
                sleep(Double.POSITIVE_INFINITY);
            } catch (CancelledError ignored) {
                // returns although cancelled
            }
            return "late";
        });
        Disposable value = stubborn.doOnDiscard(String.class, late -> trail.add("discarded " + late))
                .subscribe();
        Disposable error = ReactorAdapter.mono(loop, () -> {
                    try {
                        sleep(Double.POSITIVE_INFINITY);
                    } finally {
                        failLate();
                    }
                })
                .subscribe();
        settle();
        value.dispose();
        error.dispose();
        settle();
        assertThat(trail).containsExactly("discarded late", "dropped checked");
    }

    private void failLate() throws IOException {
        throw failure;
    }

    @Test
    void aTaskCancelledByOthersIsAnErrorOfTheMono() {
        StepVerifier.create(ReactorAdapter.mono(loop, () -> {
                    Asyncio.currentTask().cancel("enough");
                    sleepMs(1);
                }))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(CancellationException.class)
                        .hasMessage("enough"));
    }

    @Test
    void aClosedLoopIsAnErrorAndClosingTerminatesSubscriptions() {
        Loop other = Loop.create().start();
        Mono<Void> endless = ReactorAdapter.mono(other, () -> sleep(Double.POSITIVE_INFINITY));
        CompletableFuture<Void> subscription = endless.toFuture();
        other.close();
        assertThatThrownBy(subscription::join).isInstanceOf(CancellationException.class);
        StepVerifier.create(endless).verifyErrorSatisfies(error -> assertThat(error)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Event loop is closed"));
    }

    @Test
    void theSubscribersContextIsTheTasks() {
        Mono<String> inner = Mono.deferContextual(context -> Mono.just("await sees " + context.get("user")));
        StepVerifier.create(ReactorAdapter.mono(loop, () -> {
                            trail.add("task sees "
                                    + Asyncio.currentTask().reactorContext().get("user"));
                            return ReactorAdapter.await(inner);
                        })
                        .contextWrite(Context.of("user", "ann")))
                .expectNext("await sees ann")
                .verifyComplete();
        assertThat(trail).containsExactly("task sees ann");
    }

    @Test
    void hoursPassInStepVerifiersVirtualTime() {
        StepVerifier.withVirtualTime(() -> {
                    Loop virtual = Loop.on(VirtualTimeScheduler.get()).start();
                    return ReactorAdapter.mono(virtual, () -> {
                        sleep(1800);
                        ReactorAdapter.await(Mono.delay(Duration.ofMinutes(30)));
                        return "an hour later";
                    });
                })
                .expectSubscription()
                .expectNoEvent(Duration.ofMinutes(59))
                .thenAwait(Duration.ofMinutes(1))
                .expectNext("an hour later")
                .verifyComplete();
    }

    // ---- toMono: a view

    @Test
    void toMonoGivesEverySubscriberTheOutcome() {
        Task<Integer> task = loop.createTask(() -> {
            sleepMs(1);
            return 1;
        });
        Mono<Integer> view = ReactorAdapter.toMono(task);
        StepVerifier.create(view).expectNext(1).verifyComplete();
        StepVerifier.create(view).expectNext(1).verifyComplete();
        StepVerifier.create(ReactorAdapter.toMono(loop.createTask(() -> (String) null)))
                .verifyComplete();
        StepVerifier.create(ReactorAdapter.toMono(loop.createTask((Coroutine<String>) () -> {
                    sleepMs(1);
                    throw failure;
                })))
                .verifyErrorMatches(error -> error == failure);
    }

    @Test
    void disposingTheViewLeavesTheTaskAlone() throws Exception {
        Future<String> gate = loop.createFuture();
        Task<String> task = loop.createTask(() -> Asyncio.await(gate));
        ReactorAdapter.toMono(task).subscribe().dispose();
        settle();
        loop.callSoonThreadsafe(() -> gate.setResult("unharmed"));
        assertThat(task.toCompletableFuture().get()).isEqualTo("unharmed");
    }

    @Test
    void theViewOfACancelledTaskOrAClosedLoopIsACancellationException() {
        Loop other = Loop.create().start();
        Task<?> cancelled = other.createTask(() -> sleep(Double.POSITIVE_INFINITY));
        Task<?> left = other.createTask(() -> sleep(Double.POSITIVE_INFINITY));
        CompletableFuture<?> ofLeft = ReactorAdapter.toMono(left).toFuture();
        cancelled.cancel();
        StepVerifier.create(ReactorAdapter.toMono(cancelled)).verifyError(CancellationException.class);
        other.close();
        assertThatThrownBy(ofLeft::join).isInstanceOf(CancellationException.class);
    }

    // ---- await: owns the subscription

    @Test
    void awaitGivesTheValueOrNullOrRaisesTheError() throws Exception {
        onLoop(() -> {
            assertThat(ReactorAdapter.<Integer>await(Mono.just(1))).isEqualTo(1);
            assertThat(ReactorAdapter.<Object>await(Mono.empty())).isNull();
            assertThatThrownBy(() -> ReactorAdapter.await(Mono.error(failure))).isSameAs(failure);
            Mono<Integer> elsewhere = Mono.fromCallable(() -> 2).subscribeOn(Schedulers.boundedElastic());
            assertThat(ReactorAdapter.<Integer>await(elsewhere)).isEqualTo(2);
            Mono<Object> failsElsewhere = Mono.error(failure).subscribeOn(Schedulers.boundedElastic());
            assertThatThrownBy(() -> ReactorAdapter.await(failsElsewhere)).isSameAs(failure);
            return null;
        });
    }

    @Test
    void aMonoThatCompletesWithinTheSubscriptionSuspendsNobody() throws Exception {
        onLoop(() -> {
            Asyncio.createTask(() -> trail.add("other"));
            ReactorAdapter.await(Mono.just(1).map(i -> i + 1));
            trail.add("awaited");
            return null;
        });
        assertThat(trail.get(0)).isEqualTo("awaited");
    }

    @Test
    void awaitReturnsAtOnCompleteNotAtOnNext() throws Exception {
        TestPublisher<Integer> publisher = TestPublisher.createNoncompliant(TestPublisher.Violation.DEFER_CANCELLATION);
        Task<Integer> task = loop.createTask(() -> ReactorAdapter.await(Mono.fromDirect(publisher)));
        settle();
        publisher.next(7);
        settle();
        assertThat(task.done()).isFalse();
        publisher.complete();
        assertThat(task.toCompletableFuture().get()).isEqualTo(7);
    }

    @Test
    void cancellingTheTaskCancelsTheSubscription() {
        TestPublisher<String> publisher = TestPublisher.create();
        Task<?> task = loop.createTask(() -> ReactorAdapter.await(publisher.mono()));
        settle();
        publisher.assertSubscribers(1);
        task.cancel();
        settle();
        publisher.assertCancelled();
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void aSubscriptionThatComesAfterTheCancelIsCancelled() {
        List<Subscriber<?>> subscribers = new CopyOnWriteArrayList<>();
        Mono<String> late = Mono.fromDirect(subscribers::add);
        Task<?> task = loop.createTask(() -> ReactorAdapter.await(late));
        settle();
        task.cancel();
        settle();
        subscribers.get(0).onSubscribe(new Subscription() {
            @Override
            public void request(long n) {
                trail.add("requested");
            }

            @Override
            public void cancel() {
                trail.add("cancelled");
            }
        });
        assertThat(trail).containsExactly("cancelled");
    }

    @Test
    void aCancelThatEndedTheAwaitIsRaisedThoughItIsTakenBack() {
        TestPublisher<Integer> publisher = TestPublisher.create();
        onLoop(() -> {
            Task<Integer> task = Asyncio.createTask(() -> ReactorAdapter.await(publisher.mono()));
            yieldTurns();
            task.cancel();
            task.uncancel();
            yieldTurns();
            assertThat(task.cancelled()).isTrue();
        });
        publisher.assertCancelled();
    }

    @Test
    void aValueThatHasComeWithoutCompletionIsDiscardedByACancel() {
        Hooks.onNextDropped(value -> trail.add("dropped " + value));
        TestPublisher<String> publisher =
                TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
        Mono<String> mono = Mono.<String>fromDirect(publisher);
        Context discarding = Operators.enableOnDiscard(Context.empty(), value -> trail.add("discarded " + value));
        Task<?> task = loop.createTask(
                TaskOptions.defaults().withReactorContext(discarding), () -> ReactorAdapter.await(mono));
        settle();
        publisher.next("early");
        task.cancel();
        settle();
        publisher.next("late");
        Hooks.resetOnNextDropped();
        assertThat(trail).containsExactly("discarded early", "discarded late");
    }

    @Test
    void aMonoThatNeverCompletesCanBeTimedOut() throws Exception {
        TestPublisher<Integer> never = TestPublisher.create();
        onLoop(() -> {
            assertThatThrownBy(() -> Asyncio.waitFor(() -> ReactorAdapter.await(never.mono()), 5))
                    .isInstanceOf(java.util.concurrent.TimeoutException.class);
            return null;
        });
        never.assertCancelled();
    }

    @Test
    void aLoopThatClosesCancelsItsSubscriptions() {
        TestPublisher<Integer> never = TestPublisher.create();
        loop.createTask(() -> ReactorAdapter.await(never.mono()));
        settle();
        loop.close();
        never.assertCancelled();
        never.next(1);
        never.complete();
    }

    @Test
    void aCancellationExceptionBecomesACancelledErrorAndCancelsNoTask() throws Exception {
        onLoop(() -> {
            CancellationException cancellation = new CancellationException("over there");
            assertThatThrownBy(() -> ReactorAdapter.await(Mono.error(cancellation)))
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("over there")
                    .hasCause(cancellation);
            assertThat(Asyncio.currentTask().cancelling()).isZero();
            return null;
        });
    }

    @Test
    void signalsFromOtherThreadsLoseNothing() throws Exception {
        onLoop(() -> {
            for (int i = 0; i < 2000; i++) {
                int n = i;
                Mono<Integer> racing = Mono.fromCallable(() -> n).publishOn(Schedulers.parallel());
                assertThat(ReactorAdapter.<Integer>await(racing)).isEqualTo(n);
            }
            return null;
        });
    }

    @Test
    void awaitOutsideOfATaskSaysWhereToCallIt() {
        assertThatThrownBy(() -> ReactorAdapter.await(Mono.just(1))).isInstanceOf(NoRunningLoopException.class);
        assertThatThrownBy(() -> ReactorAdapter.await(null)).isInstanceOf(NullPointerException.class);
    }

    // ---- toTask

    @Test
    void toTaskOwnsTheSubscription() throws Exception {
        Task<Integer> value = ReactorAdapter.toTask(loop, Mono.just(1));
        assertThat(value.toCompletableFuture().get()).isEqualTo(1);
        TestPublisher<Integer> never = TestPublisher.create();
        Task<Integer> task = ReactorAdapter.toTask(loop, never.mono());
        settle();
        task.cancel();
        settle();
        never.assertCancelled();
        onLoop(() ->
                assertThat(Asyncio.await(ReactorAdapter.toTask(Mono.just(2)))).isEqualTo(2));
    }

    // ---- one loop

    @Test
    void operatorsAndTasksShareTheLoop() throws Exception {
        Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
        List<Integer> seen = onLoop(() -> {
            Task<Integer> producer = Asyncio.createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    sink.tryEmitNext(i).orThrow();
                    sleepMs(10);
                }
                sink.tryEmitComplete().orThrow();
                return 3;
            });
            Flux<Integer> onLoop = sink.asFlux().publishOn(loop.scheduler()).filter(i -> loop.isCurrent());
            List<Integer> collected = ReactorAdapter.await(onLoop.collectList());
            assertThat(Asyncio.await(producer)).isEqualTo(3);
            return collected;
        });
        assertThat(seen).containsExactly(0, 1, 2);
    }

    private <T> T onLoop(Callable<T> body) throws Exception {
        return loop.createTask(body::call).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
