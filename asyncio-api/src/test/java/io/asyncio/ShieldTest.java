package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
    void aDoneFutureNeedsNoShield() {
        run(() -> {
            Future<Integer> done = loop.createFuture();
            done.setResult(1);
            assertThat(shield(done)).isSameAs(done);
        });
    }
}
