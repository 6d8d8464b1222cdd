package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.FIRST_COMPLETED;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.every;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitForMs;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio.Future;
import io.asyncio.Task;
import io.asyncio.Timeout;
import io.asyncio.WaitResult;
import io.asyncio.test.AsyncioTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The code of docs/timeouts.md. */
class TimeoutsPageTest {
    private final List<Double> polled = new ArrayList<>();

    private static String fetch(String name) {
        sleep(name.equals("slow") ? 60 : 2);
        return name;
    }

    private void poll() {
        polled.add(getRunningLoop().time());
    }

    @AsyncioTest
    void ofOneAwaitable() throws TimeoutException {
        Task<String> task = createTask(() -> fetch("c"));
        String page = waitFor(() -> fetch("a"), 5);
        String other = waitForMs(() -> fetch("b"), 5_000);
        String third = waitFor(task, Duration.ofSeconds(5));
        assertThat(page + other + third).isEqualTo("abc");
        assertThrows(TimeoutException.class, () -> waitFor(() -> fetch("slow"), 5));
    }

    @AsyncioTest
    void ofABlock() throws TimeoutException {
        String both = timeout(5, () -> {
            String first = fetch("a");
            return first + fetch("b");
        });
        assertThat(both).isEqualTo("ab");
        assertThrows(TimeoutException.class, () -> timeout(5, () -> fetch("slow")));
    }

    @AsyncioTest
    void withADeadlineThatMoves() throws TimeoutException {
        Timeout timeout = Timeout.after(Duration.ofSeconds(10));
        timeout.run(() -> {
            String header = fetch("header");
            timeout.rescheduleAfter(Duration.ofSeconds(60));
            fetch("body of " + header);
        });
        assertFalse(timeout.expired());
    }

    @AsyncioTest
    void withoutAnException() {
        Task<String> a = createTask(() -> fetch("a"));
        Task<String> b = createTask(() -> fetch("slow"));
        WaitResult<String> result = waitUntil(FIRST_COMPLETED, Duration.ofSeconds(5), a, b);
        result.pending().forEach(Future::cancel);
        assertThat(result.done()).extracting(Future::result).containsExactly("a");
        assertThat(result.pending()).containsExactly(b);
    }

    @AsyncioTest
    void againAndAgain() {
        Task<?> polling = createTask("polling", () -> every(10, () -> poll()));
        sleep(25);
        polling.cancel();
        assertThrows(io.asyncio.CancelledError.class, () -> await(polling));
        assertThat(polled).containsExactly(0.0, 10.0, 20.0);
    }
}
