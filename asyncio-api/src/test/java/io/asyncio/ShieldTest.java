package io.asyncio;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ShieldTest extends LoopTestBase {
    @Test
    void itEndsAsTheInnerOne() {
        run(() -> {
            IOException failure = new IOException("inner");
            assertThat(await(shield(() -> {
                        sleepMs(1);
                        return "value";
                    })))
                    .isEqualTo("value");
            assertThatThrownBy(() -> await(shield((Coroutine<String>) () -> {
                        sleepMs(1);
                        throw failure;
                    })))
                    .isSameAs(failure);
            Task<?> inner = createTask(() -> sleepMs(1000));
            loop.callLater(0.1, () -> inner.cancel("inner only"));
            assertThatThrownBy(() -> await(shield(inner))).hasMessage("inner only");
            await(shield(() -> trail.add("void body")));
            settle();
        });
        trail.assertIs("void body");
    }

    @Test
    void aCancelOfTheAwaiterLeavesTheInnerAlone() {
        run(() -> {
            Task<?> inner = createTask(() -> {
                sleepMs(10);
                trail.add("inner ended");
            });
            Task<?> awaiter = createTask(() -> await(shield(inner)));
            sleepMs(1);
            awaiter.cancel();
            sleepMs(1);
            assertThat(awaiter.cancelled()).isTrue();
            assertThat(inner.done()).isFalse();
            await(inner);
        });
        trail.assertIs("inner ended");
    }

    @Test
    void aTimeoutOfTheShieldLeavesTheInnerAlone() {
        run(() -> {
            Task<String> inner = createTask(() -> {
                sleepMs(10);
                return "late";
            });
            assertThatThrownBy(() -> waitFor(shield(inner), 0.005)).isInstanceOf(TimeoutException.class);
            assertThat(await(inner)).isEqualTo("late");
        });
    }

    @Test
    void aFailureAfterTheCancelIsReported() {
        run(() -> {
            Future<Object> shield = shield(() -> {
                sleepMs(10);
                throw new IOException("nobody awaits me");
            });
            shield.cancel();
            sleepMs(20);
            assertThat(shield.cancelled()).isTrue();
            assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                    .hasMessage("nobody awaits me"));
        });
    }

    @Test
    void aFailureOfAShieldNobodyAwaitsIsReported() {
        run(() -> {
            shield(() -> {
                throw new IOException("nobody awaits me");
            });
            settle();
            assertThat(takeErrors()).hasSize(1);
        });
    }

    @Test
    void aCancelledShieldIsForgottenByTheInnerOne() {
        run(() -> {
            Future<Integer> inner = loop.createFuture();
            Task<?> awaiter = createTask(() -> await(shield(inner)));
            Future<Integer> setByHand = shield(inner);
            settle();
            assertThat(inner).hasToString("Future[pending, waiters=2]");
            awaiter.cancel();
            setByHand.setResult(1);
            settle();
            assertThat(inner).hasToString("Future[pending, waiters=0]");
            inner.setResult(2);
        });
    }

    @Test
    void whoAwaitsAShieldIsWokenInItsPlace() {
        run(() -> {
            Future<Integer> inner = loop.createFuture();
            createTask(() -> trail.add("first " + await(inner)));
            settle();
            Future<Integer> shield = shield(shield(inner));
            createTask(() -> trail.add("shield " + await(shield)));
            settle();
            createTask(() -> trail.add("last " + await(inner)));
            settle();
            inner.setResult(1);
            settle();
        });
        trail.assertIs("first 1", "shield 1", "last 1");
    }

    @Test
    void anyNumberOfNestedShieldsEndsWithoutOverflow() {
        IOException failure = new IOException("through all of them");
        run(() -> {
            for (String end : List.of("result", "failure", "cancel")) {
                Future<Integer> inner = loop.createFuture();
                Future<Integer> outermost = inner;
                for (int i = 0; i < 100_000; i++) {
                    outermost = shield(outermost);
                }
                switch (end) {
                    case "result" -> inner.setResult(7);
                    case "failure" -> inner.setException(failure);
                    default -> inner.cancel("over");
                }
                assertThat(outermost.done()).as(end).isTrue();
                Future<Integer> ended = outermost;
                switch (end) {
                    case "result" -> assertThat(await(ended)).isEqualTo(7);
                    case "failure" -> assertThatThrownBy(() -> await(ended)).isSameAs(failure);
                    default -> assertThatThrownBy(() -> await(ended)).hasMessage("over");
                }
            }
        });
    }

    @Test
    void aFailureThatIsRaisedThroughShieldsIsReportedByNone() {
        run(() -> {
            Future<Object> shield = shield(shield(createTask(() -> {
                throw new IOException("awaited");
            })));
            assertThatThrownBy(() -> await(shield)).hasMessage("awaited");
            settle();
        });
    }

    @Test
    void aDoneFutureNeedsNoShield() {
        run(() -> {
            Future<Integer> done = loop.createFuture();
            done.setResult(1);
            assertThat(shield(done)).isSameAs(done);
        });
    }

    @Test
    void aWaitForManyShieldsAroundOneTaskEnds() {
        run(() -> {
            Future<Integer> gate = loop.createFuture();
            Task<Integer> failing = createTask(() -> await(gate));
            Future<Integer> outermost = failing;
            for (int i = 0; i < 100_000; i++) {
                outermost = shield(outermost);
            }
            loop.callSoon(() -> gate.setException(new IOException("in the middle")));
            WaitResult<Integer> result = waitUntil(ALL_COMPLETED, Duration.ofSeconds(1), outermost);
            assertThat(result.pending()).isEmpty();
            assertThat(outermost.exception()).hasMessage("in the middle");
            settle();
        });
    }
}
