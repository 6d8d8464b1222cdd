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
import io.asyncio.Task;
import io.asyncio.ThreadSafeFlag;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.Scannable;
import reactor.core.Scannable.Attr;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** What demand and cancels do to the one value of a task; see {@link EmittedSignalsTest} for where signals go. */
class MonoTaskTest extends LoopTestBase {
    private static final int MOST_VIEWS = 20_000;
    private static final Duration ENOUGH = Duration.ofSeconds(20); // of them, where other programs have the processors

    private final Mono<Integer> one = ReactorAdapter.mono(loop, () -> 1);

    @Test
    void theValueComesOnceSomebodyAsksForIt() {
        Asking asking = subscribe(one);
        settle();
        assertThat(trail).isEmpty();
        asking.request(1);
        asking.request(1);
        assertThat(trail).containsExactly("onNext 1", "onComplete");
    }

    @Test
    void whatIsNoValueNeedsNoDemand() {
        subscribe(ReactorAdapter.mono(loop, () -> (Integer) null));
        subscribe(ReactorAdapter.mono(loop, (Coroutine<Integer>) () -> {
            throw failure;
        }));
        settle();
        assertThat(trail).containsExactly("onComplete", "onError checked");
    }

    @Test
    void aValueThatNobodyHasAskedForIsDiscardedByACancel() {
        Asking asking = subscribe(one);
        settle();
        asking.cancel();
        asking.cancel();
        asking.request(1);
        assertThat(trail).containsExactly("discarded 1");
    }

    @Test
    void aRequestForNothingIsNone() {
        Asking asking = subscribe(one);
        asking.request(0);
        asking.request(-1);
        settle();
        assertThat(trail).isEmpty();
        asking.request(1);
        assertThat(trail).containsExactly("onNext 1", "onComplete");
    }

    @Test
    void aSubscriberThatCancelsAtOnceStartsNothing() {
        ReactorAdapter.mono(loop, () -> trail.add("never")).subscribe(new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {
                cancel();
            }
        });
        assertThat(loop.allTasks()).isEmpty();
        settle();
        assertThat(trail).isEmpty();
    }

    @Test
    void theLastSignalOfACancelledTaskComesAfterItsFinally() {
        Asking asking = subscribe(ReactorAdapter.mono(loop, () -> {
            try {
                sleep(Double.POSITIVE_INFINITY);
            } finally {
                sleepMs(1000);
                trail.add("finally");
            }
            return 1;
        }));
        settle();
        Task<?> task = loop.allTasks().get(0);
        onLoop(() -> {
            task.cancel("enough");
            sleep(2);
        });
        assertThat(trail).containsExactly("finally", "onError enough");
        assertThat(asking.failure).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCancelCrossesWithItsMessageAndItsCause() {
        Coroutine<Integer> cancelled = () -> {
            CancelledError over = new CancelledError("over");
            over.initCause(failure);
            throw over;
        };
        Mono<Integer> view = ReactorAdapter.toMono(loop.createTask(cancelled));
        for (Mono<Integer> mono : List.of(ReactorAdapter.mono(loop, cancelled), view)) {
            StepVerifier.create(mono).verifyErrorSatisfies(error -> assertThat(error)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("over")
                    .hasCause(failure));
        }
    }

    @Test
    void whatACancelledGatherHasSuppressedCrossesWithTheCancel() {
        Coroutine<Integer> child = () -> {
            try {
                sleep(Double.POSITIVE_INFINITY);
                return 1;
            } catch (CancelledError e) {
                throw failure;
            }
        };
        Coroutine<Integer> gathering = () -> Asyncio.gather(child).get(0);
        Task<Integer> viewed = loop.createTask(gathering);
        Asking owner = subscribe(ReactorAdapter.mono(loop, gathering));
        Asking view = subscribe(ReactorAdapter.toMono(viewed));
        settle();
        onLoop(() -> loop.allTasks().stream()
                .filter(task -> task != Asyncio.currentTask())
                .forEach(Task::cancel));
        settle();
        for (Asking asking : List.of(owner, view)) {
            assertThat(asking.failure).isInstanceOf(CancellationException.class).hasSuppressedException(failure);
        }
    }

    @Test
    void aViewThatIsDisposedIsForgottenAndTakesNoFailureForSeen() {
        loop.setExceptionHandler(
                (told, context) -> trail.add(context.exception().getMessage()));
        Future<Integer> pending = loop.createFuture();
        Future<Integer> gate = loop.createFuture();
        Task<Integer> failing = loop.createTask((Coroutine<Integer>) () -> {
            Asyncio.await(gate);
            throw failure;
        });
        for (Future<Integer> future : List.of(pending, failing)) {
            ReactorAdapter.toMono(future).subscribe().dispose();
        }
        settle();
        assertThat(pending).hasToString("Future[pending, waiters=0]");
        onLoop(() -> gate.setResult(1));
        settle();
        assertThat(trail).containsExactly("checked");
    }

    /** Its failure is signalled, dropped or told: also where another thread disposes of the view just then. */
    @Test
    void aFailureIsNotLostIfAViewIsDisposedJustThen() {
        AtomicInteger heard = new AtomicInteger();
        loop.setExceptionHandler((told, context) -> heard.incrementAndGet());
        Hooks.onErrorDropped(error -> heard.incrementAndGet());
        ThreadSafeFlag mayFail = new ThreadSafeFlag();
        long end = System.nanoTime() + ENOUGH.toNanos();
        int views = 0;
        while (views < MOST_VIEWS && System.nanoTime() < end) {
            Task<Integer> failing = loop.createTask((Coroutine<Integer>) () -> {
                mayFail.await();
                sleepMs(0); // the view is registered by then
                throw failure;
            });
            Disposable view = ReactorAdapter.toMono(failing).subscribe(value -> {}, error -> heard.incrementAndGet());
            mayFail.set();
            while (!failing.done()) {
                Thread.onSpinWait();
            }
            for (int spins = views % 400; spins > 0; spins--) {
                Thread.onSpinWait();
            }
            view.dispose();
            views++;
        }
        settle();
        assertThat(heard).hasValue(views);
    }

    /** Operators throw what Reactor holds to be fatal, wherever it comes from. */
    @Test
    void whatAnOperatorThrowsEndsTheMono() {
        NoClassDefFoundError fatal = new NoClassDefFoundError("missing");
        for (Mono<Integer> mono : List.of(one, ReactorAdapter.toMono(loop.createTask(() -> 1)))) {
            StepVerifier.create(mono.<Integer>map(value -> {
                        throw fatal;
                    }))
                    .expectErrorSatisfies(error -> assertThat(error).isSameAs(fatal))
                    .verify(Duration.ofSeconds(5));
        }
    }

    /** Others may have it, too. */
    @Test
    void aViewThatIsDisposedDiscardsNoValue() {
        Task<Integer> task = loop.createTask(() -> 1);
        settle();
        Asking asking = subscribe(ReactorAdapter.toMono(task));
        asking.cancel();
        assertThat(trail).isEmpty();
    }

    @Test
    void whatACancelOfAMonoHasSuppressedCrossesToTheTask() {
        CancellationException cancel = new CancellationException("over");
        cancel.addSuppressed(failure);
        onLoop(() -> assertThatThrownBy(() -> ReactorAdapter.await(Mono.error(cancel)))
                .isInstanceOf(CancelledError.class)
                .hasMessage("over")
                .hasCause(cancel)
                .hasSuppressedException(failure));
    }

    /** With a loop of its own pace, in another thread. */
    @Test
    void requestsThatMeetTheValueLoseNothing() {
        try (Loop other = Loop.create().start()) {
            Mono<Integer> racing = ReactorAdapter.mono(other, () -> 1);
            for (int i = 0; i < 2000; i++) {
                StepVerifier.create(racing, 0)
                        .expectSubscription()
                        .thenRequest(1)
                        .expectNext(1)
                        .verifyComplete();
            }
        }
    }

    @Test
    void itCanBeScanned() {
        assertThat(Scannable.from(one).scan(Attr.RUN_STYLE)).isEqualTo(Attr.RunStyle.ASYNC);
        Asking asking = subscribe(one);
        assertThat(asking.source.scanUnsafe(Attr.ACTUAL)).isSameAs(asking);
        assertThat(asking.source.scan(Attr.RUN_STYLE)).isEqualTo(Attr.RunStyle.ASYNC);
        assertThat(asking.end()).isEqualTo("none");
        asking.request(1);
        settle();
        assertThat(asking.end()).isEqualTo("terminated");
        asking.cancel();
        assertThat(asking.end()).isEqualTo("terminated");
        Asking cancelled = subscribe(one);
        cancelled.cancel();
        settle();
        assertThat(cancelled.end()).isEqualTo("cancelled");
    }

    private Asking subscribe(Mono<Integer> mono) {
        return mono.subscribeWith(new Asking());
    }

    /** Asks for nothing by itself, and tells the trail of what it is given. */
    private final class Asking extends BaseSubscriber<Integer> {
        private final Context context =
                Operators.enableOnDiscard(Context.empty(), value -> trail.add("discarded " + value));
        private Scannable source = Scannable.from(null);
        private @Nullable Throwable failure;

        String end() {
            boolean terminated = source.scanOrDefault(Attr.TERMINATED, false);
            boolean cancelled = source.scanOrDefault(Attr.CANCELLED, false);
            return terminated && cancelled ? "both" : terminated ? "terminated" : cancelled ? "cancelled" : "none";
        }

        @Override
        public Context currentContext() {
            return context;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            source = Scannable.from(subscription);
        }

        @Override
        protected void hookOnNext(Integer value) {
            trail.add("onNext " + value);
        }

        @Override
        protected void hookOnError(Throwable error) {
            failure = error;
            trail.add("onError " + error.getMessage());
        }

        @Override
        protected void hookOnComplete() {
            trail.add("onComplete");
        }
    }
}
