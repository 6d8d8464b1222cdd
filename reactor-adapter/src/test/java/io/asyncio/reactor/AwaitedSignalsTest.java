package io.asyncio.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Asyncio;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import io.asyncio.VoidCoroutine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/** What a task that awaits something is given, and where each signal goes that it is not given. */
class AwaitedSignalsTest extends LoopTestBase {
    enum Case {
        VALUE,
        EMPTY,
        ERROR,
        SEVERAL,
        NEVER,
        CANCEL_BEFORE,
        CANCEL_THEN_VALUE,
        CANCEL_THEN_ERROR,
        VALUE_THEN_CANCEL,
        ERROR_THEN_CANCEL,
        CLOSE_THEN_VALUE,
        CLOSE_THEN_ERROR
    }

    private final Signals signals = new Signals();

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', useHeadersInDisplayName = true, textBlock = """
            source          | case              | signals
            MONO            | VALUE             | result 1
            MONO            | EMPTY             | result null
            MONO            | ERROR             | raised boom
            MONO            | SEVERAL           | next dropped 2, result 1
            MONO            | NEVER             | nothing
            MONO            | CANCEL_BEFORE     | nothing
            MONO            | CANCEL_THEN_VALUE | source cancelled, raised CancelledError, discarded 1
            MONO            | CANCEL_THEN_ERROR | source cancelled, raised CancelledError, error dropped boom
            MONO            | VALUE_THEN_CANCEL | discarded 1, raised CancelledError
            MONO            | ERROR_THEN_CANCEL | error dropped boom, raised CancelledError
            MONO            | CLOSE_THEN_VALUE  | source cancelled, raised CancelledError, discarded 1
            MONO            | CLOSE_THEN_ERROR  | source cancelled, raised CancelledError, error dropped boom
            FLUX            | VALUE             | item 1, end
            FLUX            | EMPTY             | end
            FLUX            | ERROR             | raised boom
            FLUX            | SEVERAL           | item 1, item 2, end
            FLUX            | NEVER             | nothing
            FLUX            | CANCEL_BEFORE     | nothing
            FLUX            | CANCEL_THEN_VALUE | source cancelled, raised CancelledError, discarded 1
            FLUX            | CANCEL_THEN_ERROR | source cancelled, raised CancelledError, error dropped boom
            FLUX            | VALUE_THEN_CANCEL | discarded 1, raised CancelledError
            FLUX            | ERROR_THEN_CANCEL | error dropped boom, raised CancelledError
            FLUX            | CLOSE_THEN_VALUE  | source cancelled, raised CancelledError, discarded 1
            FLUX            | CLOSE_THEN_ERROR  | source cancelled, raised CancelledError, error dropped boom
            COMPLETIONSTAGE | VALUE             | result 1
            COMPLETIONSTAGE | EMPTY             | result null
            COMPLETIONSTAGE | ERROR             | raised boom
            COMPLETIONSTAGE | SEVERAL           | result 1
            COMPLETIONSTAGE | NEVER             | nothing
            COMPLETIONSTAGE | CANCEL_BEFORE     | nothing
            COMPLETIONSTAGE | CANCEL_THEN_VALUE | raised CancelledError, source cancelled
            COMPLETIONSTAGE | CANCEL_THEN_ERROR | raised CancelledError, source cancelled
            COMPLETIONSTAGE | VALUE_THEN_CANCEL | raised CancelledError
            COMPLETIONSTAGE | ERROR_THEN_CANCEL | raised CancelledError
            COMPLETIONSTAGE | CLOSE_THEN_VALUE  | raised CancelledError, source cancelled
            COMPLETIONSTAGE | CLOSE_THEN_ERROR  | raised CancelledError, source cancelled
            TASK            | VALUE             | result 1
            TASK            | EMPTY             | result null
            TASK            | ERROR             | raised boom
            TASK            | NEVER             | nothing
            TASK            | CANCEL_BEFORE     | nothing
            TASK            | CANCEL_THEN_VALUE | source cancelled, raised CancelledError
            TASK            | CANCEL_THEN_ERROR | source cancelled, raised CancelledError
            TASK            | VALUE_THEN_CANCEL | raised CancelledError
            TASK            | ERROR_THEN_CANCEL | raised CancelledError
            TASK            | CLOSE_THEN_VALUE  | raised CancelledError, source cancelled
            TASK            | CLOSE_THEN_ERROR  | raised CancelledError, source cancelled
            """)
    void eachSignalHasItsPlace(String sourceKind, Case signalled, String expected) {
        Source source =
                switch (sourceKind) {
                    case "MONO" -> new Source.OfMono(signals);
                    case "FLUX" -> new Source.OfFlux(signals);
                    case "COMPLETIONSTAGE" -> new Source.OfStage(signals);
                    default -> new Source.OfTask(signals, loop);
                };
        onLoop(() -> drive(source, signalled));
        String before = signals.toString();
        loop.close();
        switch (signalled) {
            case NEVER -> { // closing has ended it all the same
                assertThat(before).isEqualTo("nothing");
                assertThat(signals.toString().split(", "))
                        .containsOnlyOnce("source cancelled", "raised CancelledError");
                return;
            }
            case CLOSE_THEN_VALUE -> source.value(1);
            case CLOSE_THEN_ERROR -> source.error(new Signals.Boom());
            default -> assertThat(signals).hasToString(before);
        }
        assertThat(signals).hasToString(expected);
    }

    /** Of a Publisher that breaks the rules, as some drivers do. */
    @Test
    void anErrorAfterTheEndIsDroppedAndTheValueStays() {
        Mono<Integer> breaking = Mono.fromDirect(subscriber -> {
            subscriber.onSubscribe(Operators.emptySubscription());
            subscriber.onNext(3);
            subscriber.onComplete();
            subscriber.onError(new Signals.Boom());
        });
        onLoop(() -> Asyncio.await(loop.createTask(
                TaskOptions.defaults().withReactorContext(signals.hooks()),
                () -> signals.add("result " + ReactorAdapter.await(breaking)))));
        assertThat(signals).hasToString("error dropped boom, result 3");
    }

    @Test
    void anErrorThatIsThereAtOnceIsRaisedAndNotDropped() {
        Mono<Integer> failed = Mono.error(new Signals.Boom());
        onLoop(() -> Asyncio.await(loop.createTask(
                TaskOptions.defaults().withReactorContext(signals.hooks()),
                () -> awaitAndRecord(() -> ReactorAdapter.await(failed)))));
        assertThat(signals).hasToString("raised boom");
    }

    private void drive(Source source, Case signalled) {
        TaskOptions options = TaskOptions.defaults().withReactorContext(signals.hooks());
        Task<?> task = loop.createTask(options, () -> awaitAndRecord(source::await));
        if (signalled == Case.CANCEL_BEFORE) {
            task.cancel();
        }
        yieldTurns();
        switch (signalled) {
            case VALUE -> source.value(1);
            case EMPTY -> source.empty();
            case ERROR -> source.error(new Signals.Boom());
            case SEVERAL -> {
                source.first(1);
                yieldTurns();
                source.value(2);
            }
            case CANCEL_THEN_VALUE -> {
                task.cancel();
                yieldTurns();
                source.value(1);
            }
            case CANCEL_THEN_ERROR -> {
                task.cancel();
                yieldTurns();
                source.error(new Signals.Boom());
            }
            case VALUE_THEN_CANCEL -> {
                source.value(1);
                task.cancel();
            }
            case ERROR_THEN_CANCEL -> {
                source.error(new Signals.Boom());
                task.cancel();
            }
            default -> {}
        }
        yieldTurns();
    }

    private void awaitAndRecord(VoidCoroutine awaiting) {
        try {
            awaiting.run();
        } catch (Throwable e) {
            signals.add("raised " + Signals.name(e));
        }
    }
}
