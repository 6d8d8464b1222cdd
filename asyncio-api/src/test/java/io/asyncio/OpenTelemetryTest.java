package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** OpenTelemetry's context follows the code, not the thread. */
class OpenTelemetryTest extends LoopTestBase {
    private static final SdkTracerProvider PROVIDER =
            SdkTracerProvider.builder().build();
    private static final Tracer TRACER = PROVIDER.get("test");
    private static final ContextKey<String> KEY = ContextKey.named("key");

    @AfterAll
    static void closeProvider() {
        PROVIDER.close();
    }

    @Test
    void aTaskGoesOnInTheSpanOfItsCreatorOverEverySuspension() {
        run(() -> {
            Span span = TRACER.spanBuilder("creator").startSpan();
            Task<?> inside;
            try (Scope scope = span.makeCurrent()) {
                inside = createTask(() -> {
                    assertThat(Span.current()).isSameAs(span);
                    sleepMs(1);
                    assertThat(Span.current()).isSameAs(span);
                    await(createTask(() -> assertThat(Span.current()).isSameAs(span)));
                });
            }
            Task<?> outside = createTask(
                    () -> assertThat(Span.current().getSpanContext().isValid()).isFalse());
            gather(inside, outside);
            assertThat(Span.current().getSpanContext().isValid()).isFalse();
        });
    }

    @Test
    void theSpanOfAChildIsAChildOfTheSpan() {
        run(() -> {
            Span parent = TRACER.spanBuilder("parent").startSpan();
            try (Scope scope = parent.makeCurrent()) {
                Span child = await(createTask(() -> TRACER.spanBuilder("child").startSpan()));
                assertThat(child.getSpanContext().getTraceId())
                        .isEqualTo(parent.getSpanContext().getTraceId());
            }
        });
    }

    @Test
    void aCallInAThreadHasIt() {
        run(() -> {
            try (Scope scope = Context.current().with(KEY, "value").makeCurrent()) {
                assertThat(toThread(() -> Context.current().get(KEY))).isEqualTo("value");
            }
            assertThat(toThread(() -> Context.current().get(KEY))).isNull();
        });
    }

    @Test
    void aTaskMadeByAnotherThreadHasTheContextOfThatThread() {
        Task<?> task;
        try (Scope scope = Context.current().with(KEY, "outside").makeCurrent()) {
            task = loop.createTask(() -> trail.add(Context.current().get(KEY)));
        }
        run(() -> await(task));
        trail.assertIs("outside");
    }

    @Test
    @SuppressWarnings("MustBeClosedChecker")
    void aScopeThatIsLeftOpenEndsWithItsTask() {
        run(() -> {
            for (int i = 0; i < 20; i++) {
                await(createTask(() -> {
                    Context.current().with(KEY, "left").makeCurrent();
                }));
                await(createTask(() -> assertThat(Context.current().get(KEY)).isNull()));
            }
            assertThat(Context.current().get(KEY)).isNull();
        });
    }

    @Test
    void whoeverHandsTheLoopOnDoesNotHandOnItsContext() {
        run(() -> {
            Task<?> task = createTask(() -> trail.add(Context.current().get(KEY)));
            try (Scope scope = Context.current().with(KEY, "suspended").makeCurrent()) {
                sleepMs(0);
                trail.add(Context.current().get(KEY));
            }
            await(task);
            Mono.fromRunnable(() -> trail.add(Context.current().get(KEY)))
                    .subscribeOn(loop.scheduler())
                    .subscribe();
            sleepMs(0);
        });
        trail.assertIs("null", "suspended", "null");
    }
}
