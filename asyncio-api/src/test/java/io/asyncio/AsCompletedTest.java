package io.asyncio;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class AsCompletedTest extends LoopTestBase {
    @Test
    void futuresComeInTheOrderInWhichTheyEnd() {
        run(() -> {
            Task<String> slow = createTask(after(30, "slow"));
            for (Future<String> done : asCompleted(slow, after(20, "middle"), after(10, "quick"), slow)) {
                trail.add(done.result() + " at " + loop.time());
                if (done.result().equals("slow")) {
                    assertThat(done).isSameAs(slow);
                }
            }
        });
        trail.assertIs("quick at 0.01", "middle at 0.02", "slow at 0.03");
    }

    @Test
    void whatHasEndedMeanwhileWaits() {
        run(() -> {
            for (Future<String> done : asCompleted(List.of(after(3, "c"), after(1, "a"), after(2, "b")))) {
                trail.add(await(done));
                sleepMs(10);
            }
        });
        trail.assertIs("a", "b", "c");
    }

    @Test
    void aFailureIsRaisedByItsFuture() {
        run(() -> {
            IOException failure = new IOException("failed");
            Iterator<Future<String>> order = asCompleted(after(10, "fine"), (Coroutine<String>) () -> {
                        throw failure;
                    })
                    .iterator();
            assertThatThrownBy(order.next()::result).isSameAs(failure);
            assertThat(order.next().result()).isEqualTo("fine");
            assertThat(order.hasNext()).isFalse();
            assertThatThrownBy(order::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void nothingHasNoNext() {
        run(() -> assertThat(asCompleted()).isEmpty());
    }

    @Test
    void afterTheTimeoutTheNextOneRaises() {
        run(() -> {
            Task<String> late = createTask(after(100, "late"));
            Iterator<Future<String>> order = asCompleted(Duration.ofMillis(50), List.of(late, after(10, "in time")))
                    .iterator();
            sleepMs(60);
            assertThat(order.next().result()).isEqualTo("in time");
            assertThatThrownBy(order::next)
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("Timed out after 0.05 s: 1 are not done");
            assertThat(await(late)).isEqualTo("late");
        });
    }

    @Test
    void atTheTimeoutThoseThatAreNotDoneForgetIt() {
        run(() -> {
            Future<String> late = loop.createFuture();
            Iterator<Future<String>> order = asCompleted(Duration.ofMillis(50), List.of(late, after(10, "in time")))
                    .iterator();
            assertThat(late).hasToString("Future[pending, waiters=1]");
            sleepMs(60);
            assertThat(late).hasToString("Future[pending, waiters=0]");
            assertThat(order.next().result()).isEqualTo("in time");
            assertThatThrownBy(order::next).isInstanceOf(TimeoutException.class);
        });
    }

    @Test
    void aCancelledConsumerLosesNothing() {
        run(() -> {
            Iterator<Future<String>> order = asCompleted(after(10, "only")).iterator();
            Task<?> consumer = createTask(order::next);
            sleepMs(1);
            consumer.cancel();
            sleepMs(1);
            assertThat(consumer.cancelled()).isTrue();
            assertThat(order.hasNext()).isTrue();
            assertThat(order.next().result()).isEqualTo("only");
        });
    }

    @Test
    void severalTasksMayShareIt() {
        run(() -> {
            Iterator<Future<String>> order =
                    asCompleted(after(1, "a"), after(2, "b")).iterator();
            Asyncio.gather(
                    () -> trail.add("first " + order.next().result()),
                    () -> trail.add("second " + order.next().result()),
                    () -> assertThatThrownBy(order::next).isInstanceOf(NoSuchElementException.class));
        });
        trail.assertIs("first a", "second b");
    }

    private static Coroutine<String> after(long millis, String result) {
        return () -> {
            sleepMs(millis);
            return result;
        };
    }
}
