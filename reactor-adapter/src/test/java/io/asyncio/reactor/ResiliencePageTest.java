package io.asyncio.reactor;

import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.mono;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.util.retry.Retry;

/** The code of docs/resilience.md. */
class ResiliencePageTest extends LoopTestBase {
    private int attempts;

    private String fetch(int failures) throws IOException {
        sleepMs(1);
        if (attempts++ < failures) {
            throw new IOException("attempt " + attempts);
        }
        return "fetched";
    }

    @Test
    void retriesOfReactor() {
        int id = 2;
        onLoop(() -> {
            Retry spec = Retry.backoff(3, Duration.ofMillis(100))
                    .jitter(0.5)
                    .filter(IOException.class::isInstance)
                    .scheduler(loop.scheduler());
            String page = await(mono(loop, () -> fetch(id)).retryWhen(spec));
            assertThat(page).isEqualTo("fetched");
        });
        assertThat(attempts).isEqualTo(3);
    }

    @Test
    void operatorsOfResilience4j() {
        CircuitBreaker breaker = CircuitBreaker.ofDefaults("breaker");
        RateLimiter limiter = RateLimiter.ofDefaults("limiter");
        Bulkhead bulkhead = Bulkhead.ofDefaults("bulkhead");
        TimeLimiter limit = TimeLimiter.ofDefaults("limit");
        var retry = io.github.resilience4j.retry.Retry.ofDefaults("retry");
        int id = 2;
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            onLoop(() -> {
                String page = await(mono(loop, () -> fetch(id))
                        .transformDeferred(
                                CircuitBreakerOperator.of(breaker)) // open: CallNotPermittedException at once
                        .transformDeferred(RateLimiterOperator.of(limiter)) // suspends until there is a permission
                        .transformDeferred(BulkheadOperator.of(bulkhead)) // full: BulkheadFullException at once
                        .transformDeferred(TimeLimiterOperator.of(limit)) // cancels the call; or timeout(2, () -> ...)
                        .transformDeferred(RetryOperator.of(retry))); // its pauses are timers
                assertThat(page).isEqualTo("fetched");
            });
        }
        assertThat(attempts).isEqualTo(3);
    }
}
