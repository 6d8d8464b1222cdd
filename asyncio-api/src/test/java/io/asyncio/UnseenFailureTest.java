package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A failed task that nobody awaits. */
class UnseenFailureTest extends LoopTestBase {
    @Test
    void theHandlerIsToldOnceOneTurnLaterInTheOrderOfFailure() {
        loop.setExceptionHandler((l, context) ->
                trail.add(context.message() + ": " + context.exception().getMessage() + " of " + context.future()));
        run(() -> {
            failing("first");
            failing("second");
            sleepMs(0);
            trail.add("both have failed");
            sleepMs(0);
            trail.add("one turn later");
            settle();
        });
        trail.assertIs(
                "both have failed",
                "Task exception was never retrieved: first of Task[first, exception=java.lang.Exception: first]",
                "Task exception was never retrieved: second of Task[second, exception=java.lang.Exception: second]",
                "one turn later");
    }

    @Test
    void theExceptionStaysForALaterAwait() {
        run(() -> {
            Task<?> task = failing("kept");
            settle();
            assertThat(takeErrors()).hasSize(1);
            assertThatThrownBy(() -> await(task)).hasMessage("kept");
            settle();
        });
    }

    @Test
    void anAwaitWithinTheTurnIsInTime() {
        run(() -> {
            Task<?> task = failing("seen");
            sleepMs(0);
            assertThat(task.done()).isTrue();
            assertThatThrownBy(() -> await(task)).hasMessage("seen");
            settle();
        });
    }

    @Test
    void aCallbackThatReadsTheExceptionHasSeenIt() {
        run(() -> {
            failing("seen by callback")
                    .addDoneCallback(done -> trail.add(done.exception().getMessage()));
            settle();
        });
        trail.assertIs("seen by callback");
    }

    @Test
    void aCancelIsNeverReported() {
        run(() -> {
            Task<?> suspended = createTask(() -> sleepMs(1000));
            Task<?> raising = createTask(() -> {
                throw new CancelledError("own");
            });
            createTask(() -> {}).cancel();
            sleepMs(0);
            suspended.cancel();
            settle();
            assertThat(raising.cancelled()).isTrue();
        });
    }

    @Test
    void withoutAHandlerTheErrorIsLogged() {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            loop.setExceptionHandler(null);
            run(() -> {
                failing("into the log");
                settle();
            });
            loop.defaultExceptionHandler(new ExceptionContext("without an exception", null, null));
        } finally {
            System.setErr(before);
        }
        assertThat(logged.toString(StandardCharsets.UTF_8))
                .contains("Task exception was never retrieved: Task[into the log, exception=")
                .contains("java.lang.Exception: into the log")
                .contains("without an exception");
    }

    @Test
    void aHandlerThatThrowsKillsNothing() {
        loop.setExceptionHandler((l, context) -> {
            trail.add("handler");
            throw new IllegalStateException("handler failed; this is logged");
        });
        run(() -> {
            failing("first");
            failing("second");
            settle();
            trail.add("still here");
        });
        trail.assertIs("handler", "handler", "still here");
    }

    @Test
    void theHandlerCanBeAskedForAndReset() {
        ExceptionHandler handler = (l, context) -> trail.add(context.message());
        loop.setExceptionHandler(handler);
        assertThat(loop.getExceptionHandler()).isSameAs(handler);
        loop.callExceptionHandler(new ExceptionContext("called by hand", null, null));
        loop.setExceptionHandler(null);
        assertThat(loop.getExceptionHandler()).isNull();
        loop.callExceptionHandler(new ExceptionContext("logged at error level", null, null));
        trail.assertIs("called by hand");
    }

    @Test
    void failuresWhoseAwaiterWasCancelledAreReported() {
        run(() -> {
            Future<Integer> gate = loop.createFuture();
            Task<?> failing = createTask(() -> {
                await(gate);
                throw new Exception("unseen");
            });
            Task<?> awaiting = createTask(() -> await(failing));
            sleepMs(0);
            gate.setResult(1);
            sleepMs(0);
            assertThat(failing.done()).isTrue();
            awaiting.cancel(); // it is ready to see the failure, and now will not
            settle();
            assertThat(awaiting.cancelled()).isTrue();
        });
        assertThat(takeErrors())
                .extracting(context ->
                        List.of(context.message(), context.exception().getMessage()))
                .containsExactly(List.of("Task exception was never retrieved", "unseen"));
    }

    @Test
    void failuresWhoseViewWasCancelledInTimeAreReported() {
        run(() -> {
            Future<Integer> gate = loop.createFuture();
            Task<?> failing = createTask(() -> {
                await(gate);
                throw new Exception("unseen");
            });
            CompletableFuture<?> view = failing.toCompletableFuture();
            sleepMs(0);
            gate.setResult(1);
            sleepMs(0);
            assertThat(failing.done()).isTrue();
            assertThat(view.cancel(true)).isTrue(); // it was about to be told
            settle();
        });
        assertThat(takeErrors())
                .extracting(context -> context.exception().getMessage())
                .containsExactly("unseen");
    }

    private static Task<?> failing(String name) {
        return createTask(name, (Coroutine<Integer>) () -> {
            throw new Exception(name);
        });
    }
}
