package io.asyncio;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.FIRST_COMPLETED;
import static io.asyncio.Asyncio.FIRST_EXCEPTION;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitUntilTest extends LoopTestBase {
    @Test
    void firstCompletedReturnsAtTheFirst() {
        run(() -> {
            Task<String> slow = ending(20);
            Task<String> quick = ending(10);
            WaitResult<String> result = waitUntil(FIRST_COMPLETED, slow, quick);
            assertThat(result.done()).containsExactly(quick);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(loop.time()).isEqualTo(0.01);
            assertThat(await(slow)).isEqualTo("after 20");
        });
    }

    @Test
    void firstExceptionGoesOnAfterAResultOrACancel() {
        run(() -> {
            Task<String> quick = ending(5);
            Task<String> cancelled = ending(100);
            Task<String> failing = failing(20);
            Task<String> slow = ending(100);
            loop.callLater(0.01, cancelled::cancel);
            WaitResult<String> result = waitUntil(FIRST_EXCEPTION, List.of(slow, failing, cancelled, quick));
            assertThat(result.done()).containsExactly(failing, cancelled, quick);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(loop.time()).isEqualTo(0.02);
            assertThat(failing.exception()).hasMessage("after 20");
        });
    }

    @Test
    void allCompletedRaisesNothing() {
        run(() -> {
            Task<String> failing = failing(10);
            WaitResult<String> result = waitUntil(ALL_COMPLETED, ending(20), failing);
            assertThat(result.pending()).isEmpty();
            assertThat(result.done()).hasSize(2);
            assertThat(failing.exception()).hasMessage("after 10");
            settle();
        });
    }

    @Test
    void aFailureThatNobodyReadsAfterTheWaitIsReportedThen() {
        run(() -> {
            Task<String> failing = failing(10);
            waitUntil(ALL_COMPLETED, Duration.ofMillis(30), ending(20), failing, ending(40));
            assertThat(takeErrors()).isEmpty();
            settle();
            assertThat(takeErrors()).extracting(ExceptionContext::future).containsExactly(failing);
        });
    }

    @Test
    void aFailureIsReportedIfTheWaitIsCancelled() {
        run(() -> {
            Task<String> failing = failing(10);
            Task<?> waiting = createTask(() -> waitUntil(ALL_COMPLETED, failing, ending(40)));
            sleepMs(20);
            assertThat(takeErrors()).isEmpty();
            waiting.cancel();
            settle();
            assertThat(waiting.cancelled()).isTrue();
            assertThat(takeErrors()).extracting(ExceptionContext::future).containsExactly(failing);
        });
    }

    @Test
    void firstExceptionWithoutOneWaitsForAll() {
        run(() -> {
            WaitResult<String> result = waitUntil(FIRST_EXCEPTION, ending(20), ending(10));
            assertThat(result.pending()).isEmpty();
        });
    }

    @Test
    void aTimeoutRaisesNothingAndCancelsNothing() {
        run(() -> {
            Task<String> quick = ending(10);
            Task<String> slow = ending(30);
            WaitResult<String> result = waitUntil(ALL_COMPLETED, Duration.ofMillis(20), quick, slow);
            assertThat(result.done()).containsExactly(quick);
            assertThat(result.pending()).containsExactly(slow);
            assertThat(waitUntil(FIRST_COMPLETED, Duration.ZERO, List.of(slow)).done())
                    .isEmpty();
            assertThat(await(slow)).isEqualTo("after 30");
        });
    }

    @Test
    void whatIsDoneAlreadyNeedsNoYield() {
        run(() -> {
            Task<String> done = ending(0);
            settle();
            createTask(() -> trail.add("other"));
            waitUntil(FIRST_COMPLETED, ending(1000), done);
            waitUntil(ALL_COMPLETED, done, done);
            trail.add("main");
        });
        trail.assertIs("main");
    }

    @Test
    void aCancelOfTheWaiterLeavesTheOthersAlone() {
        run(() -> {
            Task<String> task = ending(10);
            Task<?> waiter = createTask(() -> waitUntil(ALL_COMPLETED, task));
            sleepMs(1);
            waiter.cancel();
            settle();
            assertThat(waiter.cancelled()).isTrue();
            assertThat(await(task)).isEqualTo("after 10");
        });
    }

    @Test
    void coroutinesAreMadeTasksAndTasksOfOtherLoopsAreFine() {
        try (Loop other = realTimeLoop().start()) {
            Task<String> foreign = other.createTask(() -> "foreign");
            run(() -> {
                Coroutine<String> body = () -> "body";
                WaitResult<String> result = waitUntil(ALL_COMPLETED, foreign, body);
                assertThat(result.done()).hasSize(2).contains(foreign);
            });
        }
    }

    @Test
    void nothingToWaitForIsAnError() {
        run(() -> {
            assertThatThrownBy(() -> waitUntil(ALL_COMPLETED, List.<Task<String>>of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("waitUntil() needs something to wait for, got no awaitable");
            assertThatThrownBy(() -> waitUntil(ALL_COMPLETED, currentTask()))
                    .hasMessageContaining("cannot await itself");
            VoidCoroutine beside = () -> trail.add("never");
            assertThatThrownBy(() -> waitUntil(ALL_COMPLETED, beside, currentTask()))
                    .hasMessageContaining("cannot await itself");
            settle();
            trail.assertIs();
            assertThatThrownBy(() -> waitUntil(null, ending(0))).isInstanceOf(NullPointerException.class);
        });
    }

    private static Task<String> ending(long millis) {
        return createTask(() -> {
            if (millis > 0) {
                sleepMs(millis);
            }
            return "after " + millis;
        });
    }

    private static Task<String> failing(long millis) {
        return createTask((Coroutine<String>) () -> {
            sleepMs(millis);
            throw new IOException("after " + millis);
        });
    }

    @Test
    void whoOnlyLooksLetsTheOthersIn() {
        run(() -> {
            Task<String> quick = createTask(() -> "done");
            int looks = 0;
            while (waitUntil(FIRST_COMPLETED, Duration.ZERO, quick).done().isEmpty()) {
                looks++;
            }
            assertThat(looks).isLessThanOrEqualTo(1);
        });
    }

    @Test
    void aFailureIsKeptWhileWhoOnlyLooksLetsOthersIn() {
        run(() -> {
            Task<String> failing = createTask((Coroutine<String>) () -> {
                throw new IOException("just now");
            });
            Task<String> slow = ending(10);
            sleepMs(0);
            WaitResult<String> result = waitUntil(ALL_COMPLETED, Duration.ZERO, failing, slow);
            assertThat(result.done()).containsExactly(failing);
            assertThat(failing.exception()).hasMessage("just now");
            settle();
            assertThat(takeErrors()).isEmpty();
        });
    }
}
