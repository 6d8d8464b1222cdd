package io.asyncio.examples.schedules;

import static io.asyncio.Asyncio.sleep;
import static io.asyncio.examples.schedules.CancelTest.isCancelledInTheEnd;
import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.AsyncIterator;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.core.publisher.Sinks;

/** Subscriptions that are requested from and cancelled in other threads. */
class ReactorTest {
    /** Returns when every task of the loop has ended, and all that it had to tell has been told. */
    private static void settle(OwnLoop own) {
        own.loop
                .createTask(() -> {
                    while (own.loop.allTasks().size() > 1) {
                        sleep(0);
                    }
                    sleep(0);
                    sleep(0);
                })
                .toCompletableFuture()
                .join();
    }

    @Test
    void aMonoGivesItsValueOnceOrDiscardsIt() throws Exception {
        explore(() -> {
            AtomicInteger returned = new AtomicInteger();
            Signals signals = new Signals();
            try (OwnLoop own = OwnLoop.started()) {
                ReactorAdapter.<Integer>mono(own.loop, () -> {
                            sleep(0);
                            return returned.incrementAndGet();
                        })
                        .subscribe(signals);
                together(() -> signals.request(1), signals::cancel);
                settle(own);
            }
            List<Object> dealtWith = new ArrayList<>(signals.given());
            dealtWith.addAll(signals.discarded());
            assertThat(dealtWith).hasSizeLessThanOrEqualTo(1);
            assertThat(signals.ends()).isEqualTo(1);
        });
    }

    @Test
    void aMonoGivesItsValueToWhoRequestsIt() throws Exception {
        explore(() -> {
            Signals signals = new Signals();
            try (OwnLoop own = OwnLoop.started()) {
                together(
                        () -> ReactorAdapter.<Integer>mono(own.loop, () -> 1).subscribe(signals),
                        () -> signals.request(1));
                signals.request(1);
                assertThat(signals.end.join()).isEqualTo(SignalType.ON_COMPLETE);
            }
            assertThat(signals.given()).containsExactly(1);
        });
    }

    @Test
    void aFluxGivesAllThatIsRequested() throws Exception {
        explore(() -> {
            Signals signals = new Signals();
            try (OwnLoop own = OwnLoop.started()) {
                oneTwoThree(own).subscribe(signals);
                together(() -> signals.request(1), () -> signals.request(2));
                assertThat(signals.end.join()).isEqualTo(SignalType.ON_COMPLETE);
            }
            assertThat(signals.given()).containsExactly(1, 2, 3);
        });
    }

    private static Flux<Integer> oneTwoThree(OwnLoop own) {
        return ReactorAdapter.flux(own.loop, emitter -> {
            emitter.emit(1);
            emitter.emit(2);
            emitter.emit(3);
        });
    }

    @Test
    void aFluxThatIsCancelledEndsItsTask() throws Exception {
        explore(() -> {
            Signals signals = new Signals();
            try (OwnLoop own = OwnLoop.started()) {
                together(() -> oneTwoThree(own).subscribe(signals), () -> signals.request(2), signals::cancel);
                signals.cancel();
                settle(own);
                assertThat(own.loop.allTasks()).allMatch(Task::done); // a done one may be about to leave
            }
            List<Integer> given = signals.given();
            assertThat(given).isEqualTo(List.of(1, 2, 3).subList(0, given.size()));
            assertThat(signals.ends()).isLessThanOrEqualTo(1); // none if it was cancelled before it was subscribed
        });
    }

    @Test
    void anIteratorGivesAllElementsInOrder() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
                Task<List<Integer>> task = own.loop.createTask(() -> collect(sink.asFlux(), 2));
                together(() -> emitThree(sink));
                assertThat(task.toCompletableFuture().join()).containsExactly(1, 2, 3);
            }
        });
    }

    @Test
    void anIteratorThatIsCancelledEndsItsSubscription() throws Exception {
        explore(() -> {
            AtomicInteger cancels = new AtomicInteger();
            AtomicInteger completions = new AtomicInteger();
            try (OwnLoop own = OwnLoop.started()) {
                Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
                Flux<Integer> flux =
                        sink.asFlux().doOnCancel(cancels::incrementAndGet).doOnComplete(completions::incrementAndGet);
                Task<List<Integer>> task = own.loop.createTask(() -> collect(flux, 1));
                together(() -> emitThree(sink), task::cancel);
                if (!isCancelledInTheEnd(task)) {
                    assertThat(task.result()).containsExactly(1, 2, 3);
                    assertThat(completions).hasValue(1);
                }
            }
            assertThat(cancels.get()).isBetween(0, 1);
        });
    }

    private static void emitThree(Sinks.Many<Integer> sink) {
        for (int i = 1; i <= 3; i++) {
            sink.tryEmitNext(i);
        }
        sink.tryEmitComplete();
    }

    private static List<Integer> collect(Flux<Integer> flux, int prefetch) {
        List<Integer> elements = new ArrayList<>();
        try (AsyncIterator<Integer> iterator = ReactorAdapter.iterate(flux, prefetch)) {
            while (iterator.hasNext()) {
                elements.add(iterator.next());
            }
        }
        return elements;
    }

    @Test
    void aTaskThatAwaitsAMonoGetsItsValueOrIsCancelled() throws Exception {
        explore(() -> {
            AtomicInteger cancels = new AtomicInteger();
            try (OwnLoop own = OwnLoop.started()) {
                Sinks.One<Integer> sink = Sinks.one();
                Task<Integer> task =
                        ReactorAdapter.toTask(own.loop, sink.asMono().doOnCancel(cancels::incrementAndGet));
                together(() -> sink.tryEmitValue(1), task::cancel);
                if (!isCancelledInTheEnd(task)) {
                    assertThat(task.result()).isEqualTo(1);
                }
            }
            assertThat(cancels.get()).isBetween(0, 1);
        });
    }
}
