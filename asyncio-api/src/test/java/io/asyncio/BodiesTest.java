package io.asyncio;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitForMs;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Bodies with and without a value, and with an exception, wherever one may stand. {@link CallsCompileTest} compiles more. */
class BodiesTest extends LoopTestBase {
    private final IOException broken = new IOException("broken");

    private byte[] read() throws IOException {
        return read(1);
    }

    private byte[] read(int count) throws IOException {
        trail.add("read");
        return new byte[count];
    }

    private byte[] fail() throws IOException {
        sleepMs(1);
        throw broken;
    }

    private void failWithoutValue() throws IOException {
        fail();
    }

    @Test
    void theExceptionOfABodyIsCaughtWithoutACast() {
        run(() -> {
            try {
                waitFor(this::fail, 5);
            } catch (IOException | TimeoutException e) {
                assertThat(e).isSameAs(broken);
            }
            try {
                waitForMs(this::failWithoutValue, 5_000);
            } catch (IOException | TimeoutException e) {
                assertThat(e).isSameAs(broken);
            }
            try {
                timeout(5, () -> fail());
            } catch (IOException | TimeoutException e) {
                assertThat(e).isSameAs(broken);
            }
            try {
                await(shield(this::fail));
            } catch (IOException e) {
                assertThat(e).isSameAs(broken);
            }
            try {
                toThread(() -> {
                    throw broken;
                });
            } catch (IOException e) {
                trail.add("caught");
            }
        });
        trail.assertIs("caught");
    }

    @Test
    void aRunThrowsWhatItsBodyDoes() {
        try {
            loop.runUntilComplete(this::fail);
        } catch (IOException e) {
            assertThat(e).isSameAs(broken);
        }
        try (Runner runner = new Runner()) {
            runner.run(this::failWithoutValue);
        } catch (IOException e) {
            assertThat(e).isSameAs(broken);
        }
        try {
            Asyncio.run(() -> fail());
        } catch (IOException e) {
            trail.add("caught");
        }
        trail.assertIs("caught");
    }

    @Test
    void whatHasLostItsTypeIsCaughtByItsClass() {
        run(() -> {
            Task<byte[]> failing = createTask(this::fail);
            try {
                await(failing, IOException.class);
            } catch (IOException e) {
                trail.add("await");
            }
            try {
                gather(IOException.class, failing, () -> sleepMs(1));
            } catch (IOException e) {
                trail.add("gather");
            }
            try {
                for (Future<byte[]> done : asCompleted(IOException.class, failing)) {
                    done.result();
                }
            } catch (IOException e) {
                trail.add("asCompleted");
            }
        });
        trail.assertIs("await", "gather", "asCompleted");
    }

    @Test
    void ofAMethodWithOverloadsTheValueIsKept() {
        run(() -> {
            byte[] one = await(createTask("n", this::read));
            List<byte[]> two = gather(this::read, this::read);
            assertThat(one).hasSize(1);
            assertThat(two).hasSize(2).doesNotContainNull();
            assertThat(waitUntil(ReturnWhen.ALL_COMPLETED, this::read).done()).hasSize(1);
        });
        trail.assertIs("read", "read", "read", "read");
    }

    @Test
    void tasksAndBodiesWithoutAValueMix() {
        run(() -> {
            Task<String> task = createTask(() -> "a");
            VoidCoroutine pause = () -> sleepMs(1);
            assertThat(gather(task, () -> sleepMs(1), pause)).containsExactly("a", null, null);
            assertThat(gather(() -> "one")).containsExactly("one");
            assertThat(gather(pause, pause)).containsExactly(null, null);
            assertThat(gatherReturnExceptions(pause, task, this::failWithoutValue))
                    .containsExactly(
                            new Outcome.Success<>(null), new Outcome.Success<>("a"), new Outcome.Failure<>(broken));
            assertThat(waitUntil(ReturnWhen.ALL_COMPLETED, task, pause).done()).hasSize(2);
            List<Object> results = new ArrayList<>();
            asCompleted(task, pause).forEach(done -> results.add(done.result()));
            assertThat(results).containsExactly("a", null);
            await(pause);
            await(() -> sleepMs(1));
        });
    }

    @Test
    void aCoroutineRunsInAThreadToo() {
        Coroutine<String> coroutine = () -> "value";
        run(() -> assertThat(toThread(coroutine)).isEqualTo("value"));
    }

    @Test
    void awaitingWithoutTheValueRunsABodyOnce() throws Exception {
        Body<String, IOException> body = () -> {
            trail.add("body");
            return "value";
        };
        body.awaitDone();
        body.run();
        body.asCoroutine().await();
        assertThat(body.call()).isEqualTo("value");
        trail.assertIs("body", "body", "body", "body");
    }

    @Test
    @SuppressWarnings({"NullAway", "DataFlowIssue"})
    void nullIsNamed() {
        Map<ThrowingCallable, String> calls = new LinkedHashMap<>();
        calls.put(() -> Asyncio.run((Coroutine<?>) null), "main");
        calls.put(() -> Asyncio.run((VoidBody<?>) null), "main");
        calls.put(() -> new Runner().run((Body<?, ?>) null), "main");
        calls.put(() -> loop.runUntilComplete((VoidBody<?>) null), "main");
        calls.put(() -> loop.runUntilComplete((Awaitable<?>) null), "main");
        calls.put(() -> loop.createTask((Coroutine<?>) null), "body");
        calls.put(() -> loop.createTask((VoidCoroutine) null), "body");
        calls.put(() -> loop.createTask((String) null, () -> 1), "name");
        calls.put(() -> loop.createTask((TaskOptions) null, () -> 1), "options");
        assertNamed(calls);
        run(() -> assertNamed(callsOnTheLoop()));
    }

    @SuppressWarnings("NullAway")
    private static Map<ThrowingCallable, String> callsOnTheLoop() {
        Map<ThrowingCallable, String> calls = new LinkedHashMap<>();
        calls.put(() -> createTask((Coroutine<?>) null), "body");
        calls.put(() -> taskGroup((TaskGroup.Body<?>) null), "body");
        calls.put(() -> await((Awaitable<?>) null), "awaitable");
        calls.put(() -> await((VoidAwaitable) null), "awaitable");
        calls.put(() -> waitFor((Awaitable<?>) null, 1), "awaitable");
        calls.put(() -> waitFor((VoidBody<?>) null, 1), "awaitable");
        calls.put(() -> waitForMs((Body<?, ?>) null, 1), "awaitable");
        calls.put(() -> timeout(1, (Coroutine<?>) null), "block");
        calls.put(() -> timeout(1, (VoidBody<?>) null), "block");
        calls.put(() -> shield((Awaitable<?>) null), "awaitable");
        calls.put(() -> shield((VoidBody<?>) null), "awaitable");
        calls.put(() -> toThread((Callable<?>) null), "call");
        calls.put(() -> toThread((VoidBody<?>) null), "call");
        calls.put(() -> gather((Awaitable<?>[]) null), "awaitables");
        calls.put(() -> gather((List<Coroutine<?>>) null), "awaitables");
        calls.put(() -> gather(createTask(() -> 1), (Task<Integer>) null), "awaitables[1]");
        calls.put(() -> gather(() -> sleepMs(1), (VoidCoroutine) null), "awaitables[1]");
        calls.put(() -> gatherReturnExceptions(Arrays.asList(null, null)), "awaitables[0]");
        calls.put(() -> waitUntil(null, createTask(() -> 1)), "until");
        calls.put(() -> waitUntil(ReturnWhen.ALL_COMPLETED, (VoidAwaitable) null), "awaitables[0]");
        calls.put(() -> asCompleted((Awaitable<?>) null), "awaitables[0]");
        calls.put(() -> Asyncio.sleep((Duration) null), "duration");
        calls.put(() -> Asyncio.wrapFuture((CompletionStage<?>) null), "stage");
        calls.put(() -> Asyncio.wrapFuture((java.util.concurrent.Future<?>) null), "future");
        return calls;
    }

    private static void assertNamed(Map<ThrowingCallable, String> calls) {
        calls.forEach((call, name) -> assertThatThrownBy(call)
                .as(name)
                .isInstanceOf(NullPointerException.class)
                .hasMessage(name));
    }
}
