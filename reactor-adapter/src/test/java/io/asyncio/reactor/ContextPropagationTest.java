package io.asyncio.reactor;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import io.micrometer.context.ContextRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.util.context.Context;

/** A thread-local known to Micrometer, as tracing and the MDC are, with Reactor's automatic propagation and without. */
@ParameterizedClass(name = "automatic propagation: {0}")
@ValueSource(booleans = {false, true})
class ContextPropagationTest {
    private static final ThreadLocal<String> TRACE = new ThreadLocal<>();
    private static final String KEY = "test.trace";

    @Parameter
    boolean automatic;

    private final Loop loop = Loop.create().start();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void register() {
        ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, TRACE);
        if (automatic) {
            Hooks.enableAutomaticContextPropagation();
        }
    }

    @AfterEach
    void unregister() {
        loop.close();
        Hooks.disableAutomaticContextPropagation();
        ContextRegistry.getInstance().removeThreadLocalAccessor(KEY);
        TRACE.remove();
    }

    @Test
    void theSubscribersContextIsInTheTasksThreadLocalsAtEachResumption() {
        Mono<Integer> mono = ReactorAdapter.mono(loop, () -> {
            record("start");
            sleepMs(1);
            record("slept");
            ReactorAdapter.await(Mono.delay(Duration.ofMillis(1), Schedulers.parallel()));
            record("awaited");
            await(createTask(() -> record("child")));
            return 1;
        });
        StepVerifier.create(mono.contextWrite(Context.of(KEY, "a")))
                .expectNext(1)
                .verifyComplete();
        assertThat(seen).containsExactly("start a", "slept a", "awaited a", "child a");
    }

    @Test
    void tasksThatTakeTurnsKeepTheirOwn() {
        Flux<Integer> both = Flux.just("a", "b").flatMap(name -> ReactorAdapter.<Integer>mono(loop, () -> {
                    for (int i = 0; i < 100; i++) {
                        assertThat(TRACE.get()).isEqualTo(name);
                        sleepMs(0);
                    }
                    return 1;
                })
                .contextWrite(Context.of(KEY, name)));
        StepVerifier.create(both).expectNext(1, 1).verifyComplete();
        StepVerifier.create(ReactorAdapter.<String>mono(loop, () -> TRACE.get()))
                .verifyComplete();
    }

    @Test
    void whatTheTaskHasSetGoesUpstreamWithAwait() {
        Mono<String> asksContext = Mono.deferContextual(context -> Mono.just(context.getOrDefault(KEY, "none")));
        Mono<String> mono = ReactorAdapter.mono(loop, () -> {
            String given = ReactorAdapter.await(asksContext);
            TRACE.set("changed");
            String changed = ReactorAdapter.await(asksContext);
            String iterated = ReactorAdapter.awaitFirst(asksContext.flux());
            TRACE.remove();
            return given + " " + changed + " " + iterated + " " + ReactorAdapter.await(asksContext);
        });
        StepVerifier.create(mono.contextWrite(Context.of(KEY, "a")))
                .expectNext("a changed changed none")
                .verifyComplete();
    }

    @Test
    void theContextIsReadableInTheTask() {
        Mono<String> mono =
                ReactorAdapter.mono(loop, () -> ReactorContext.current().get("user"));
        StepVerifier.create(mono.contextWrite(Context.of("user", "ann")))
                .expectNext("ann")
                .verifyComplete();
        Flux<String> flux = ReactorAdapter.flux(loop, emitter -> {
            emitter.emit(ReactorContext.current().get("user"));
            emitter.emit(ReactorContext.current().get(KEY));
        });
        StepVerifier.create(flux.contextWrite(Context.of("user", "bob", KEY, "b")))
                .expectNext("bob", "b")
                .verifyComplete();
    }

    /** Operators behind a task see what its subscriber wrote, if Reactor is asked to restore it. */
    @Test
    void operatorsBehindATaskSeeTheContextIfPropagationIsAutomatic() {
        Mono<Integer> mono = ReactorAdapter.mono(loop, () -> 1);
        Flux<Integer> flux = ReactorAdapter.flux(loop, emitter -> emitter.emit(2));
        Mono<Integer> view = ReactorAdapter.toMono(loop.createTask(() -> {
            sleepMs(10);
            return 3;
        }));
        Flux<Integer> all = Flux.concat(mono, flux, view).doOnNext(value -> record("next " + value));
        StepVerifier.create(all.contextWrite(Context.of(KEY, "a")))
                .expectNext(1, 2, 3)
                .verifyComplete();
        if (automatic) {
            assertThat(seen).containsExactly("next 1 a", "next 2 a", "next 3 a");
        }
    }

    private void record(String where) {
        seen.add(where + " " + TRACE.get());
    }
}
