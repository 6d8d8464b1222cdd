package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.wrapFuture;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** The code of docs/tasks.md. */
class TasksPageTest {
    private final List<Object> shown = new ArrayList<>();
    private final Executor jdbcPool = Runnable::run;

    private void show(Object what) {
        shown.add(what instanceof byte[] line ? new String(line, UTF_8) : what);
    }

    /** As much of a stream and of a client as the page uses. */
    private record Source(int seconds, IOException failure) {
        byte[] readLine() throws IOException {
            sleep(seconds);
            if (failure != null) {
                throw failure;
            }
            return new byte[] {'x'};
        }

        CompletableFuture<String> fetchAsync(String name) {
            return CompletableFuture.completedFuture("page " + name);
        }
    }

    private static String fetch(String name) {
        sleep(1);
        return "page " + name;
    }

    private static List<String> queryByJdbc() {
        return List.of(Thread.currentThread().getName());
    }

    @AsyncioTest
    void createAndAwait() {
        Task<String> task = createTask("fetch", () -> fetch("a")); // starts when this task suspends
        String other = fetch("b"); // runs here, in this task
        String page = await(task);
        assertThat(List.of(other, page)).containsExactly("page b", "page a");
        assertThat(getRunningLoop().time()).isEqualTo(1);
    }

    @AsyncioTest
    void checkedExceptions() {
        IOException failure = new IOException("reset");
        for (Source stream : List.of(new Source(1, null), new Source(1, failure), new Source(9, null))) {
            try {
                byte[] line = waitFor(() -> stream.readLine(), 5);
                show(line);
            } catch (IOException e) { // from the body
                show(e);
            } catch (TimeoutException e) { // from waitFor
                show(e);
            }
        }
        assertThat(shown).hasSize(3).startsWith("x", failure);
        assertThat(shown.get(2)).isInstanceOf(TimeoutException.class);
    }

    @AsyncioTest
    void exceptionsOfTasks() {
        IOException failure = new IOException("reset");
        Task<String> task = createTask(() -> new String(new Source(1, failure).readLine(), UTF_8));
        try {
            String page = await(task, IOException.class);
            show(page);
        } catch (IOException e) {
            show(e);
        }
        assertThat(shown).containsExactly(failure);
    }

    @AsyncioTest
    void cancelling() {
        Task<?> worker = createTask("worker", () -> {
            try {
                sleep(3600);
            } finally {
                sleep(1); // the clean-up may suspend
                show("cleaned up");
            }
        });
        sleep(1);
        worker.cancel();
        assertThrows(CancelledError.class, () -> await(worker));
        assertThat(shown).containsExactly("cleaned up");
    }

    @AsyncioTest
    void shielding() {
        Task<String> saving = createTask(() -> fetch("saved"));
        Task<?> user = createTask(() -> {
            await(shield(saving)); // a cancel ends this wait, and leaves the task saving alone
        });
        sleepMs(1);
        user.cancel();
        assertThrows(CancelledError.class, () -> await(user));
        assertThat(await(saving)).isEqualTo("page saved");
    }

    @AsyncioTest
    void blockingCalls() {
        List<String> names = toThread(() -> queryByJdbc());
        List<String> more = toThread(jdbcPool, () -> queryByJdbc());
        assertThat(names)
                .isNotEqualTo(more)
                .doesNotContain(Thread.currentThread().getName());
    }

    @AsyncioTest
    void otherThreads() {
        Loop loop = getRunningLoop();
        Source client = new Source(1, null);
        Task<String> task = createTask(() -> fetch("a"));
        CompletableFuture<String> view = task.toCompletableFuture(); // cancelling it leaves the task alone
        CompletableFuture<String> owner =
                loop.createTask(() -> fetch("c")).toOwningCompletableFuture(); // cancels the task
        String value = await(wrapFuture(client.fetchAsync("d"))); // a CompletionStage or a Future of Java's
        view.cancel(false);
        owner.cancel(false);
        assertThat(value).isEqualTo("page d");
        assertThat(await(task)).isEqualTo("page a");
    }
}
