package io.asyncio;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitForMs;
import static io.asyncio.Asyncio.waitUntil;
import static io.asyncio.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Who waits no more leaves nothing with what lasts: a future that is awaited again and again, and the loop. */
class LeftListenersTest extends LoopTestBase {
    @Test
    void aWaitThatIsGivenUpLeavesNoListener() {
        Future<Integer> lasting = loop.createFuture();
        List<Future<Integer>> futures = List.of(lasting);
        Duration soon = Duration.ofMillis(1);
        Map<String, VoidCoroutine> waits = new LinkedHashMap<>();
        waits.put("waitUntil()", () -> waitUntil(ReturnWhen.FIRST_COMPLETED, soon, futures));
        waits.put(
                "asCompleted()",
                () -> await(asCompleted(soon, futures).iterator().next()));
        waits.put("asCompleted(), never asked", () -> {
            asCompleted(soon, futures);
            sleepMs(10);
        });
        waits.put("waitFor() of a shield", () -> waitForMs(shield(lasting), 1));
        waits.put("a timeout around a shield", () -> timeout(0.001, () -> await(shield(lasting))));
        waits.put("gather() of a shield", () -> timeout(0.001, () -> gather(shield(lasting), shield(lasting))));
        waits.put("toCompletableFuture()", () -> lasting.toCompletableFuture().cancel(false));
        waits.forEach((name, wait) -> {
            run(() -> {
                Throwable outOfTime = catchThrowable(wait::run);
                assertThat(outOfTime == null || outOfTime instanceof TimeoutException)
                        .as(name)
                        .isTrue();
                settle();
            });
            assertThat(lasting.toString()).as(name).doesNotContainPattern("waiters=[1-9]");
        });
        assertThat(loop.takeCloseHooks()).isEmpty();
    }

    @Test
    void whatHasEndedIsNothingToTheLoopsClose() {
        CompletableFuture<Integer> completes = new CompletableFuture<>();
        run(() -> {
            Future<Integer> future = loop.createFuture();
            CompletableFuture<Integer> view = future.toCompletableFuture();
            createTask(() -> future.setResult(1));
            assertThat(await(wrapFuture(view))).isEqualTo(1);
            Future<Integer> wrapped = wrapFuture(completes);
            createTask(() -> completes.complete(2));
            assertThat(await(wrapped)).isEqualTo(2);
            wrapFuture(new CompletableFuture<>()).cancel();
            settle();
        });
        assertThat(loop.takeCloseHooks()).isEmpty();
    }

    @Test
    void aTaskOfAnotherLoopThatHasEndedIsNothingToThatLoopsClose() {
        try (Loop other = realTimeLoop().start()) {
            Task<Integer> there = other.createTask(() -> {
                sleepMs(1);
                return 1;
            });
            run(() -> assertThat(await(there)).isEqualTo(1));
            assertThat(other.takeCloseHooks()).isEmpty();
        }
    }
}
