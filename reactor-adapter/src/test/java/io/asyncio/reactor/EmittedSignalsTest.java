package io.asyncio.reactor;

import static io.asyncio.Asyncio.currentTask;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;
import reactor.util.context.Context;

/** What a subscriber to a task is given, and where each outcome goes that it is not given. */
class EmittedSignalsTest extends LoopTestBase {
    enum Case {
        VALUE,
        EMPTY,
        ERROR,
        SEVERAL,
        NEVER,
        CANCEL_BEFORE,
        CANCEL_DURING,
        CANCEL_THEN_VALUE,
        CANCEL_THEN_ERROR,
        /** The body throws a CancellationException after the subscriber's cancel. */
        CANCEL_THEN_OWN,
        /** The body throws a CancellationException that nobody has asked for. */
        OWN_CANCELLATION,
        VALUE_THEN_CANCEL,
        TASK_CANCELLED,
        LOOP_CLOSED,
        ON_A_CLOSED_LOOP
    }

    private final Signals signals = new Signals();
    private final Event go = new Event();
    private Case signalled = Case.NEVER;
    private @Nullable Task<?> task;

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            target | case              | signals
            MONO   | VALUE             | onNext 1, onComplete
            MONO   | EMPTY             | onComplete
            MONO   | ERROR             | operator error boom, onError boom
            MONO   | NEVER             | nothing
            MONO   | CANCEL_BEFORE     | cancelled
            MONO   | CANCEL_DURING     | cancelled, task cancelled
            MONO   | CANCEL_THEN_VALUE | cancelled, task cancelled, discarded 1
            MONO   | CANCEL_THEN_ERROR | cancelled, task cancelled, error dropped boom
            MONO   | CANCEL_THEN_OWN   | cancelled, task cancelled, error dropped CancellationException
            MONO   | OWN_CANCELLATION  | operator error CancellationException, onError CancellationException
            MONO   | VALUE_THEN_CANCEL | onNext 1, onComplete
            MONO   | TASK_CANCELLED    | task cancelled, onError CancellationException
            MONO   | LOOP_CLOSED       | task cancelled, onError CancellationException
            MONO   | ON_A_CLOSED_LOOP  | operator error IllegalStateException, onError IllegalStateException
            FLUX   | VALUE             | onNext 1, onComplete
            FLUX   | EMPTY             | onComplete
            FLUX   | ERROR             | operator error boom, onError boom
            FLUX   | SEVERAL           | onNext 1, onNext 2, onComplete
            FLUX   | NEVER             | nothing
            FLUX   | CANCEL_BEFORE     | cancelled
            FLUX   | CANCEL_DURING     | cancelled, task cancelled
            FLUX   | CANCEL_THEN_VALUE | cancelled, task cancelled, discarded 1
            FLUX   | CANCEL_THEN_ERROR | cancelled, task cancelled, error dropped boom
            FLUX   | CANCEL_THEN_OWN   | cancelled, task cancelled, error dropped CancellationException
            FLUX   | OWN_CANCELLATION  | operator error CancellationException, onError CancellationException
            FLUX   | VALUE_THEN_CANCEL | onNext 1, onComplete
            FLUX   | TASK_CANCELLED    | task cancelled, onError CancellationException
            FLUX   | LOOP_CLOSED       | task cancelled, onError CancellationException
            FLUX   | ON_A_CLOSED_LOOP  | operator error IllegalStateException, onError IllegalStateException
            VIEW   | VALUE             | onNext 1, onComplete
            VIEW   | EMPTY             | onComplete
            VIEW   | ERROR             | onError boom
            VIEW   | NEVER             | nothing
            VIEW   | CANCEL_BEFORE     | cancelled
            VIEW   | CANCEL_DURING     | cancelled
            VIEW   | CANCEL_THEN_VALUE | cancelled
            VIEW   | CANCEL_THEN_ERROR | cancelled
            VIEW   | CANCEL_THEN_OWN   | cancelled
            VIEW   | OWN_CANCELLATION  | onError CancellationException
            VIEW   | VALUE_THEN_CANCEL | onNext 1, onComplete
            VIEW   | TASK_CANCELLED    | task cancelled, onError CancellationException
            VIEW   | LOOP_CLOSED       | task cancelled, onError CancellationException
            STAGE  | VALUE             | value 1
            STAGE  | EMPTY             | value null
            STAGE  | ERROR             | error boom
            STAGE  | NEVER             | nothing
            STAGE  | CANCEL_BEFORE     | error CancellationException
            STAGE  | CANCEL_DURING     | error CancellationException
            STAGE  | CANCEL_THEN_VALUE | error CancellationException
            STAGE  | CANCEL_THEN_ERROR | error CancellationException
            STAGE  | CANCEL_THEN_OWN   | error CancellationException
            STAGE  | OWN_CANCELLATION  | error CancellationException
            STAGE  | VALUE_THEN_CANCEL | value 1
            STAGE  | TASK_CANCELLED    | task cancelled, error CancellationException
            STAGE  | LOOP_CLOSED       | task cancelled, error CancellationException
            """)
    void eachSignalHasItsPlace(String target, Case signal, String expected) {
        signalled = signal;
        if (signal == Case.ON_A_CLOSED_LOOP) {
            loop.close();
            subscribe(target);
        } else {
            onLoop(() -> drive(target));
        }
        if (signal == Case.LOOP_CLOSED) {
            loop.close();
        }
        assertThat(signals).hasToString(expected);
        loop.close();
    }

    /** The outcome is what the case says, or what the subscriber's cancel makes of it. */
    private void drive(String target) {
        loop.setExceptionHandler((l, context) -> signals.add("unseen " + Signals.name(context.exception())));
        Runnable cancel = subscribe(target);
        if (signalled == Case.CANCEL_BEFORE) {
            cancel.run();
        }
        yieldTurns();
        switch (signalled) {
            case CANCEL_DURING, CANCEL_THEN_VALUE, CANCEL_THEN_ERROR, CANCEL_THEN_OWN -> cancel.run();
            case TASK_CANCELLED -> task.cancel();
            case NEVER, LOOP_CLOSED, CANCEL_BEFORE -> {}
            default -> go.set();
        }
        yieldTurns();
        if (signalled == Case.VALUE_THEN_CANCEL) {
            cancel.run();
        }
        yieldTurns();
    }

    private Runnable subscribe(String target) {
        return switch (target) {
            case "MONO" -> subscribe(ReactorAdapter.<Integer>mono(loop, this::body));
            case "FLUX" -> subscribe(ReactorAdapter.<Integer>flux(loop, this::emit));
            case "VIEW" -> subscribe(ReactorAdapter.toMono(loop.<@Nullable Integer>createTask(this::body)));
            default -> {
                CompletableFuture<@Nullable Integer> stage =
                        loop.<@Nullable Integer>createTask(this::body).toCompletableFuture();
                stage.whenComplete((value, error) ->
                        signals.add(error == null ? "value " + value : "error " + Signals.name(error)));
                yield () -> stage.cancel(true);
            }
        };
    }

    private Runnable subscribe(Publisher<Integer> publisher) {
        Recorder recorder = new Recorder();
        Flux.from(publisher).subscribe(recorder);
        return recorder::cancel;
    }

    private @Nullable Integer body() throws Signals.Boom {
        task = currentTask();
        try {
            go.await();
        } catch (CancelledError e) {
            signals.add("task cancelled");
            if (signalled == Case.CANCEL_THEN_VALUE) {
                return 1;
            }
            if (signalled == Case.CANCEL_THEN_ERROR) {
                throw new Signals.Boom();
            }
            if (signalled == Case.CANCEL_THEN_OWN) {
                throw new CancellationException("the body's own");
            }
            throw e;
        }
        if (signalled == Case.ERROR) {
            throw new Signals.Boom();
        }
        if (signalled == Case.OWN_CANCELLATION) {
            throw new CancellationException("the body's own");
        }
        return signalled == Case.EMPTY ? null : 1;
    }

    private void emit(FluxEmitter<Integer> emitter) throws Signals.Boom {
        Integer value = body();
        if (value != null) {
            emitter.emit(value);
        }
        if (signalled == Case.SEVERAL) {
            emitter.emit(2);
        }
    }

    private final class Recorder extends BaseSubscriber<Integer> {
        private boolean ended;

        @Override
        public Context currentContext() {
            return signals.hooks();
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            requestUnbounded();
        }

        @Override
        protected void hookOnNext(Integer value) {
            signals.add("onNext " + value);
        }

        @Override
        protected void hookOnComplete() {
            ended = true;
            signals.add("onComplete");
        }

        @Override
        protected void hookOnError(Throwable error) {
            ended = true;
            signals.add("onError " + Signals.name(error));
        }

        @Override
        protected void hookFinally(SignalType type) {
            if (type == SignalType.CANCEL && !ended) {
                signals.add("cancelled");
            }
        }
    }
}
