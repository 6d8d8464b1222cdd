package io.asyncio.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.AsyncIterator;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An error of Reactor's shows which task has awaited it, and where. */
class TracebackTest extends LoopTestBase {
    private final Mono<Integer> failing =
            Mono.delay(Duration.ofMillis(1), loop.scheduler()).then(Mono.error(failure));

    @Test
    void aMonosErrorShowsWhoAwaitsIt() {
        onLoop(() -> assertThatThrownBy(() -> awaitIt(failing)).isSameAs(failure));
        assertThat(framesBehindTheMarker()).startsWith("awaitIt");
    }

    private static void awaitIt(Mono<Integer> mono) {
        ReactorAdapter.await(mono);
    }

    @Test
    void aFluxsErrorShowsWhoIteratesOverIt() {
        onLoop(() -> assertThatThrownBy(() -> iterateOver(failing.flux())).isSameAs(failure));
        assertThat(framesBehindTheMarker()).startsWith("iterateOver");
    }

    private static void iterateOver(Flux<Integer> flux) {
        try (AsyncIterator<Integer> numbers = ReactorAdapter.iterate(flux)) {
            numbers.next();
        }
    }

    @Test
    void aSubscriberOfATasksMonoIsNobodyWhoAwaits() {
        StackTraceElement[] before = failure.getStackTrace();
        Mono<Integer> mono = ReactorAdapter.mono(loop, () -> {
            throw failure;
        });
        assertThat(mono.materialize().block().getThrowable()).isSameAs(failure);
        assertThat(failure.getStackTrace()).isEqualTo(before);
    }

    private List<String> framesBehindTheMarker() {
        return Arrays.stream(failure.getStackTrace())
                .dropWhile(frame -> !frame.toString().equals("io.asyncio.Task.awaited(by Task[Task-1])"))
                .skip(1)
                .map(StackTraceElement::getMethodName)
                .toList();
    }
}
