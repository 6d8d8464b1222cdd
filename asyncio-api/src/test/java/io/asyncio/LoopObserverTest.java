package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopObserverTest extends LoopTestBase {
    @Test
    void tasksAreToldWhenTheyAreMadeAndDone() {
        loop.setObserver(new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                trail.add("created " + task.getName());
            }

            @Override
            public void taskDone(Task<?> task, boolean failed) {
                trail.add("done " + task.getName() + (task.cancelled() ? ", cancelled" : "")
                        + (failed ? ", failed" : ""));
            }
        });
        loop.runUntilComplete(loop.createTask("main", () -> {
            Task<?> cancelled = createTask("cancelled", () -> sleepMs(1));
            cancelled.cancel();
            await(createTask("child", () -> 1));
            createTask("failing", () -> {
                throw new IllegalStateException("unseen");
            });
            settle();
        }));
        loop.setObserver(null);
        run(() -> {});
        trail.assertIs(
                "created main",
                "created cancelled",
                "created child",
                "done cancelled, cancelled",
                "done child",
                "created failing",
                "done failing, failed",
                "done main");
        assertThat(takeErrors()).hasSize(1); // being told of a failure is not seeing it
    }

    @Test
    void turnsAreToldWithTheirSize() {
        loop.setObserver(new LoopObserver() {
            @Override
            public void turnEnded(int size, long nanos) {
                trail.add("turn of " + size);
                assertThat(nanos).isNotNegative();
            }
        });
        run(() -> {
            createTask(() -> {});
            createTask(() -> {});
            assertThat(loop.readyCount()).isEqualTo(2);
            sleepMs(0);
        });
        trail.assertIs("turn of 1", "turn of 3");
    }

    @Test
    void slowCallbacksAreToldInDebugMode() {
        loop.setObserver(new LoopObserver() {
            @Override
            public void slowCallback(long nanos) {
                trail.add("slow");
            }
        });
        run(() -> {});
        loop.setDebug(true);
        loop.setSlowCallbackDuration(Duration.ofDays(1));
        run(() -> {});
        trail.assertIs();
        loop.setSlowCallbackDuration(0);
        run(() -> {});
        trail.assertIs("slow");
    }

    @Test
    void anObserverThatThrowsHarmsNobody() {
        loop.setObserver(new LoopObserver() {
            @Override
            public void taskDone(Task<?> task, boolean failed) {
                throw new IllegalStateException("bad observer");
            }
        });
        run(() -> {});
        assertThat(takeErrors()).singleElement().satisfies(context -> {
            assertThat(context.message()).startsWith("Error in the loop's observer");
            assertThat(context.exception()).hasMessage("bad observer");
        });
    }
}
