package io.asyncio.reactor;

import static io.asyncio.reactor.ReactorAdapter.iterate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.AsyncIterator;
import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.GeneratorOutput;
import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.publisher.TestPublisher;

class AsyncIteratorTest {
    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

    @AsyncioTest
    void elementsComeOneByOne() {
        try (AsyncIterator<Integer> numbers = iterate(Flux.range(1, 3))) {
            for (int number : numbers) {
                trail.add("got " + number);
            }
            assertThat(numbers.hasNext()).isFalse();
            assertThatThrownBy(numbers::next).isInstanceOf(NoSuchElementException.class);
        }
        assertThat(trail).containsExactly("got 1", "got 2", "got 3");
    }

    @AsyncioTest
    void aGeneratorIsAFluxThatTakesOnlyWhatIsAskedFor() {
        Flux<Integer> flux = ReactorAdapter.toFlux(Asyncio.getRunningLoop(), () -> Asyncio.generate(this::count));
        try (AsyncIterator<Integer> numbers = iterate(flux)) {
            trail.add("got " + numbers.next());
            Asyncio.sleep(1);
            trail.add("got " + numbers.next());
        }
        Asyncio.sleep(1);
        assertThat(trail).containsExactly("makes 1", "got 1", "makes 2", "got 2", "cleaned up");
        List<Integer> firstOfAnother = ReactorAdapter.collect(flux.take(1));
        assertThat(firstOfAnother).containsExactly(1);
        Asyncio.sleep(1); // it cleans up
    }

    private void count(GeneratorOutput<Integer> out) {
        try {
            for (int n = 1; n <= 3; n++) {
                trail.add("makes " + n);
                out.yield(n);
            }
        } finally {
            Asyncio.sleepMs(1);
            trail.add("cleaned up");
        }
    }

    @AsyncioTest
    void whatEndsAGeneratorEndsItsFlux() {
        IOException failure = new IOException("in the body");
        Flux<Integer> broken = ReactorAdapter.toFlux(
                Asyncio.getRunningLoop(),
                () -> Asyncio.generate(out -> {
                    out.yield(1);
                    throw failure;
                }));
        List<String> signals = ReactorAdapter.collect(broken.materialize().map(String::valueOf));
        assertThat(signals).containsExactly("onNext(1)", "onError(" + failure + ")");
        assertThat(ReactorAdapter.collect(
                        ReactorAdapter.toFlux(Asyncio.getRunningLoop(), () -> Asyncio.<Integer>generate(out -> {}))))
                .isEmpty();
    }

    @AsyncioTest
    void nothingIsRequestedBeforeItIsAskedFor() {
        Flux<Integer> source = Flux.range(1, 10).doOnRequest(n -> trail.add("request " + n));
        try (AsyncIterator<Integer> numbers = iterate(source)) {
            assertThat(trail).isEmpty();
            numbers.next();
            numbers.next();
            assertThat(trail).containsExactly("request 1", "request 1");
        }
        trail.clear();
        try (AsyncIterator<Integer> numbers = iterate(source, 4)) {
            for (int i = 0; i < 5; i++) {
                numbers.next();
            }
            assertThat(trail).containsExactly("request 4", "request 4");
        }
        assertThatThrownBy(() -> iterate(source, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @AsyncioTest(realTime = true)
    void aHundredThousandOverAnotherThread() {
        Flux<Integer> source = Flux.range(0, 100_000).publishOn(Schedulers.parallel());
        int expected = 0;
        try (AsyncIterator<Integer> numbers = iterate(source, 256)) {
            for (int number : numbers) {
                assertThat(number).isEqualTo(expected++);
            }
        }
        assertThat(expected).isEqualTo(100_000);
    }

    @AsyncioTest
    void anErrorIsRaisedBehindTheElements() {
        IOException failure = new IOException("checked");
        try (AsyncIterator<String> elements = iterate(Flux.concat(Flux.just("one"), Flux.error(failure)), 8)) {
            assertThat(elements.next()).isEqualTo("one");
            assertThatThrownBy(elements::hasNext).isSameAs(failure);
            assertThat(elements.hasNext()).isFalse();
        }
        try (AsyncIterator<String> elements = iterate(Mono.error(failure))) {
            assertThatThrownBy(elements::next).isSameAs(failure);
        }
    }

    @AsyncioTest
    void closingCancelsAndDiscardsWhatHasCome() {
        TestPublisher<String> source = TestPublisher.create();
        AsyncIterator<String> elements =
                iterate(source.flux().doOnDiscard(String.class, trail::add).hide(), 8);
        Task<String> first = Asyncio.createTask(elements::next);
        Asyncio.sleepMs(1);
        source.next("one", "two", "three");
        assertThat(Asyncio.await(first)).isEqualTo("one");
        elements.close();
        elements.close();
        source.assertCancelled();
        assertThat(elements.hasNext()).isFalse();
    }

    @AsyncioTest
    void cancellingTheTaskCancelsTheSubscription() {
        TestPublisher<String> source = TestPublisher.create();
        Task<?> task = Asyncio.createTask(() -> {
            for (String element : iterate(source)) {
                trail.add(element);
            }
        });
        Asyncio.sleepMs(1);
        source.next("one");
        Asyncio.sleepMs(1);
        task.cancel();
        assertThatThrownBy(() -> Asyncio.await(task)).isInstanceOf(CancelledError.class);
        source.assertCancelled();
        assertThat(trail).containsExactly("one");
    }

    /** A subscription that is gone must not look like a Publisher that has ended. */
    @AsyncioTest
    void afterATimedOutWaitTheIteratorRefuses() {
        TestPublisher<String> source = TestPublisher.create();
        AsyncIterator<String> elements = iterate(source);
        assertThatThrownBy(() -> Asyncio.waitForMs(elements::next, 10)).isInstanceOf(TimeoutException.class);
        source.assertCancelled();
        assertThatThrownBy(elements::hasNext)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cancelled or timed out: iterate anew");
        assertThatThrownBy(elements::next).isInstanceOf(IllegalStateException.class);
        elements.close();
    }

    @AsyncioTest
    void aSecondTaskIsRefusedWhileOneWaits() {
        TestPublisher<String> source = TestPublisher.create();
        try (AsyncIterator<String> elements = iterate(source)) {
            Task<String> first = Asyncio.createTask(elements::next);
            Asyncio.sleepMs(1);
            assertThatThrownBy(elements::hasNext)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("hasNext() was called while another task waits for this iterator: one task iterates at"
                            + " a time");
            source.next("one"); // has woken nobody yet
            assertThatThrownBy(elements::next).isInstanceOf(IllegalStateException.class);
            assertThat(Asyncio.await(first)).isEqualTo("one");
        }
    }

    @AsyncioTest
    void closingEndsTheWaitOfAnotherTask() {
        TestPublisher<String> source = TestPublisher.create();
        AsyncIterator<String> elements = iterate(source);
        Task<Boolean> waiting = Asyncio.createTask(elements::hasNext);
        Asyncio.sleepMs(1);
        elements.close();
        assertThat(Asyncio.await(waiting)).isFalse();
        source.assertCancelled();
    }

    @AsyncioTest
    void aSubscriptionThatComesLateIsAskedForWhatATaskWaitsFor() {
        LateSubscription source = new LateSubscription();
        try (AsyncIterator<Integer> numbers = iterate(source)) {
            Task<Integer> first = Asyncio.createTask(numbers::next);
            Asyncio.sleepMs(1);
            source.subscribe();
            assertThat(Asyncio.await(first)).isEqualTo(1);
        }
    }

    @AsyncioTest
    void aSubscriptionThatComesAfterTheCloseIsCancelled() {
        LateSubscription source = new LateSubscription();
        iterate(source).close();
        source.subscribe();
        assertThat(source.isCancelled).isTrue();
    }

    /** Tells its subscriber of the subscription when the test says so; gives a 1 for the first request. */
    private static final class LateSubscription implements Publisher<Integer>, Subscription {
        private Subscriber<? super Integer> subscriber;
        private boolean isCancelled;

        @Override
        public void subscribe(Subscriber<? super Integer> newSubscriber) {
            subscriber = newSubscriber;
        }

        void subscribe() {
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            subscriber.onNext(1);
        }

        @Override
        public void cancel() {
            isCancelled = true;
        }
    }

    /** A hot source does not wait until somebody asks for the first. */
    @AsyncioTest
    void aPrefetchIsRequestedWithTheSubscription() {
        TestPublisher<String> source = TestPublisher.create();
        try (AsyncIterator<String> elements = iterate(source, 2)) {
            source.assertMinRequested(2);
            source.next("one", "two");
            assertThat(elements.next()).isEqualTo("one");
            assertThat(elements.next()).isEqualTo("two");
        }
    }

    /** Not earlier, although it comes one by one. */
    @AsyncioTest
    void aPrefetchIsRequestedAgainWhenAllOfItHasBeenTaken() {
        TestPublisher<Integer> source = TestPublisher.create();
        try (AsyncIterator<Integer> numbers = iterate(source.flux().doOnRequest(n -> trail.add("request " + n)), 3)) {
            for (int n = 1; n <= 4; n++) {
                Task<Integer> next = Asyncio.createTask(numbers::next);
                Asyncio.sleepMs(1);
                source.next(n);
                trail.add("got " + Asyncio.await(next));
            }
        }
        assertThat(trail).containsExactly("request 3", "got 1", "got 2", "got 3", "request 3", "got 4");
    }

    @AsyncioTest
    void aTaskWhoseElementsAreAllThereLetsOthersIn() {
        int[] taken = new int[1];
        Flux<Integer> source = Flux.range(1, 1000);
        Task<?> busy = Asyncio.createTask(() -> {
            try (AsyncIterator<Integer> numbers = iterate(source, 100_000)) {
                numbers.forEach(number -> taken[0]++);
            }
        });
        Asyncio.sleepMs(0);
        assertThat(busy.done()).isFalse();
        assertThat(taken[0]).isPositive();
        busy.cancel();
        Asyncio.sleepMs(0);
        assertThat(busy.cancelled()).isTrue();
        assertThat(taken[0]).isLessThan(1000);
    }

    /** As {@code await} raises it. */
    @AsyncioTest
    void aCancellationExceptionBecomesACancelledErrorAndCancelsNoTask() {
        CancellationException cancellation = new CancellationException("over there");
        try (AsyncIterator<String> elements = iterate(Flux.error(cancellation))) {
            assertThatThrownBy(elements::hasNext)
                    .isInstanceOf(CancelledError.class)
                    .hasMessage("over there")
                    .hasCause(cancellation);
            assertThat(elements.hasNext()).isFalse();
        }
        assertThat(Asyncio.currentTask().cancelling()).isZero();
    }

    @AsyncioTest
    void severalWaysToAwaitAPublisher() {
        Flux<Integer> three = Flux.range(1, 3);
        assertThat(ReactorAdapter.awaitFirst(three)).isEqualTo(1);
        assertThat(ReactorAdapter.awaitLast(three)).isEqualTo(3);
        assertThat(ReactorAdapter.awaitFirstOrNull(three)).isEqualTo(1);
        assertThat(ReactorAdapter.collect(three)).containsExactly(1, 2, 3);
        assertThat(ReactorAdapter.awaitSingle(Flux.just("only"))).isEqualTo("only");
        assertThat(ReactorAdapter.awaitOptional(Mono.just("value"))).contains("value");
        assertThatThrownBy(() -> ReactorAdapter.awaitSingle(three)).isInstanceOf(IndexOutOfBoundsException.class);
        Flux<Integer> empty = Flux.empty();
        assertThatThrownBy(() -> ReactorAdapter.awaitSingle(empty)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> ReactorAdapter.awaitFirst(empty)).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> ReactorAdapter.awaitLast(empty)).isInstanceOf(NoSuchElementException.class);
        assertThat(ReactorAdapter.awaitFirstOrNull(empty)).isNull();
        assertThat(ReactorAdapter.collect(empty)).isEmpty();
        assertThat(ReactorAdapter.awaitOptional(Mono.empty())).isEmpty();
    }

    @AsyncioTest
    void awaitFirstCancelsTheRest() {
        TestPublisher<Integer> source = TestPublisher.create();
        Task<Integer> first = Asyncio.createTask(() -> ReactorAdapter.awaitFirst(source));
        Asyncio.sleepMs(1);
        source.next(1);
        assertThat(Asyncio.await(first)).isEqualTo(1);
        source.assertCancelled();
    }

    /** As in kotlinx: a source that works for as many as are requested works for one. */
    @AsyncioTest
    void awaitFirstRequestsOne() {
        Flux<Integer> source = Flux.range(1, 3).hide().doOnRequest(n -> trail.add("request " + n));
        assertThat(ReactorAdapter.awaitFirst(source)).isEqualTo(1);
        assertThat(ReactorAdapter.awaitFirstOrNull(source)).isEqualTo(1);
        assertThat(trail).containsExactly("request 1", "request 1");
    }
}
