package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** Errors of those who are told of errors, and errors that cannot be told: the loop goes on. */
class ExceptionHandlerTest extends LoopTestBase {
    private static final PrintStream STANDARD_ERROR = System.err;

    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @AfterEach
    void restoreLog() {
        System.setErr(STANDARD_ERROR);
    }

    @Test
    void aHandlerThrowsWhatCannotBePrinted() {
        captureLog();
        loop.setExceptionHandler((l, context) -> {
            trail.add(context.exception().getMessage());
            throw new Unprintable();
        });
        run(() -> {
            failInACallback(new IllegalStateException("first"));
            failInATask(new IllegalStateException("second"));
            settle();
            trail.add("goes on");
        });
        trail.assertIs("first", "second", "goes on");
        assertThat(log())
                .contains("Unhandled error in exception handler, told of: io.asyncio.ExceptionHandlerTest$Unprintable,"
                        + " which cannot be logged, as that throws io.asyncio.ExceptionHandlerTest$Unprintable");
    }

    @Test
    void withoutAHandlerWhatCannotBePrintedIsToldByItsClass() {
        captureLog();
        loop.setExceptionHandler(null);
        run(() -> {
            failInACallback(new Unprintable());
            failInATask(new Unprintable());
            settle();
            trail.add("goes on");
        });
        trail.assertIs("goes on");
        assertThat(log()).contains("$Unprintable, which cannot be logged");
    }

    @Test
    void aLoggerThatFailsIsNotMissed() {
        System.setErr(new BrokenLog());
        loop.setExceptionHandler((l, context) -> {
            throw new IllegalStateException("of the handler");
        });
        run(() -> {
            failInACallback(new IllegalStateException("first"));
            failInATask(new IllegalStateException("second"));
            settle();
            loop.setExceptionHandler(null);
            failInATask(new IllegalStateException("third"));
            settle();
            trail.add("goes on");
        });
        trail.assertIs("goes on");
    }

    @Test
    void whoseNameCannotBeToldIsToldByItsClass() {
        run(() -> {
            loop.callSoon(new Nameless());
            loop.createFuture().addDoneCallback(done -> {});
            Task<?> task = createTask(() -> {});
            task.addDoneCallback(new Nameless());
            Disposable work = loop.scheduler().schedule(new Nameless());
            settle();
            assertThat(work.isDisposed()).isTrue();
            Nameless observer = new Nameless();
            loop.addObserver(observer);
            createTask(() -> trail.add("runs"));
            loop.removeObserver(observer);
            settle();
        });
        trail.assertIs("runs");
        String name = "<io.asyncio.ExceptionHandlerTest$Nameless: toString() threw java.lang.IllegalStateException>";
        assertThat(takeErrors())
                .extracting(ExceptionContext::message)
                .containsExactlyInAnyOrder(
                        "Exception in callback " + name,
                        "Exception in done callback " + name,
                        "Exception in scheduled work " + name,
                        "Error in the loop's observer " + name);
    }

    @Test
    void aResultThatCannotBeToldIsAResultAllTheSame() {
        run(() -> {
            Task<Nameless> task = createTask(() -> new Nameless());
            task.addDoneCallback(done -> {
                throw new IllegalStateException("told with the task");
            });
            settle();
            assertThat(await(task)).isInstanceOf(Nameless.class);
            assertThat(takeErrors()).singleElement().satisfies(error -> assertThat(error.toString())
                    .contains("told with the task")
                    .contains("Nameless: toString() threw java.lang.IllegalStateException>]"));
        });
    }

    @Test
    void aCancelWhoseMessageCannotBeReadIsACancel() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        run(() -> {
            Task<?> task = createTask(() -> await(wrapFuture(stage)));
            settle();
            try {
                stage.completeExceptionally(new CancelWithoutMessage());
            } catch (IllegalStateException e) {
                // JDK 17 asks for the message, too
            }
            assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        });
    }

    @Test
    void callbacksThatThrowWhenTheyAreDroppedDoNotKeepTheLoopFromClosing() {
        loop.callSoon(() -> {
            loop.callLater(1000, new ThrowingWhenDropped("timer"));
            loop.callSoon(new ThrowingWhenDropped("first"));
            loop.callSoon(new ThrowingWhenDropped("second"));
            loop.stop();
        });
        loop.callSoon(loop::stop);
        loop.runForever();
        Task<?> task = loop.createTask(() -> {});
        loop.close();
        assertThat(takeErrors())
                .extracting(context ->
                        context.message() + ": " + context.exception().getMessage())
                .containsExactlyInAnyOrder(
                        "Exception while the event loop closed: first",
                        "Exception while the event loop closed: second",
                        "Exception while the event loop closed: timer");
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void aContextHasDetailsByKeysOfOnesOwn() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("user", "ann");
        details.put("attempt", 3);
        details.put("cause", null);
        ExceptionContext context = new ExceptionContext("cannot fetch", null, null, details);
        details.clear();
        loop.callExceptionHandler(context);
        assertThat(takeErrors()).singleElement().satisfies(told -> {
            assertThat(told.details()).containsEntry("user", "ann").containsEntry("attempt", 3);
            assertThat(told.details().keySet()).containsExactly("user", "attempt", "cause");
            assertThatThrownBy(() -> told.details().put("more", 1)).isInstanceOf(UnsupportedOperationException.class);
            assertThat(told)
                    .hasToString("ExceptionContext[message=cannot fetch, exception=null, future=null,"
                            + " details={user=ann, attempt=3, cause=null}]");
        });
        ExceptionContext without = new ExceptionContext("message", null, null);
        assertThat(without.details()).isEmpty();
        assertThat(without).hasToString("ExceptionContext[message=message, exception=null, future=null]");
    }

    @Test
    void detailsAreLoggedAsFarAsTheyCanBeTold() {
        captureLog();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("long", "x".repeat(100_000));
        details.put("throwing", new Nameless());
        details.put("list", List.of(1, 2, 3));
        loop.defaultExceptionHandler(new ExceptionContext("cannot fetch", new IOException("broken"), null, details));
        assertThat(log())
                .contains("cannot fetch {long=" + "x".repeat(200)
                        + "..., throwing=<io.asyncio.ExceptionHandlerTest$Nameless:"
                        + " toString() threw java.lang.IllegalStateException>, list=[1, 2, 3]}")
                .contains("java.io.IOException: broken")
                .hasSizeLessThan(10_000);
    }

    private void failInACallback(RuntimeException failure) {
        loop.callSoon(() -> {
            throw failure;
        });
    }

    private static void failInATask(RuntimeException failure) {
        createTask(() -> {
            throw failure;
        });
    }

    private void captureLog() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    private String log() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    private static final class Unprintable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new Unprintable();
        }

        @Override
        public String toString() {
            throw new Unprintable();
        }
    }

    private static final class CancelWithoutMessage extends CancellationException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    /** Throws whatever it is asked for. */
    private static final class Nameless implements Runnable, Consumer<Object>, LoopObserver {
        @Override
        public void run() {
            throw new IllegalStateException("as a callback");
        }

        @Override
        public void accept(Object ignored) {
            throw new IllegalStateException("as a done callback");
        }

        @Override
        public void taskCreated(Task<?> task) {
            throw new IllegalStateException("as an observer");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no name");
        }
    }

    private record ThrowingWhenDropped(String name) implements LoopCallback {
        @Override
        public void run() {
            throw new AssertionError(name + " ran");
        }

        @Override
        public void loopClosed() {
            throw new IllegalStateException(name);
        }
    }

    private static final class BrokenLog extends PrintStream {
        BrokenLog() {
            super(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        }

        @Override
        public void println(String line) {
            throw new IllegalStateException("the log is full");
        }
    }
}
