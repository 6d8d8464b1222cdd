package io.asyncio.reactor;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.mono;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.reactor.bulkhead.operator.BulkheadOperator;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.github.resilience4j.reactor.ratelimiter.operator.RateLimiterOperator;
import io.github.resilience4j.reactor.retry.RetryOperator;
import io.github.resilience4j.reactor.timelimiter.TimeLimiterOperator;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Exceptions;
import reactor.util.retry.Retry;

/**
 * What docs/resilience.md says: Reactor's Retry and the operators of Resilience4j. Reactor's default schedulers
 * are the loop's, whose time is virtual: hours pass at once, and only if nothing blocks the loop.
 */
class ResilienceTest extends LoopTestBase {
    private final List<Double> attempts = new ArrayList<>(); // when they began
    private LoopSchedulers installed;

    @BeforeEach
    void install() {
        installed = LoopSchedulers.install(loop);
    }

    @AfterEach
    void uninstall() {
        installed.close();
    }

    /** Fails so many times. */
    private String fetch(int failures) throws IOException {
        assertThat(getRunningLoop()).isSameAs(loop);
        assertThat(currentTask().done()).isFalse();
        attempts.add(loop.time());
        sleepMs(1); // suspends
        if (attempts.size() <= failures) {
            throw new IOException("attempt " + attempts.size());
        }
        return "fetched";
    }

    private void assertPauses(double least, double most) {
        for (int i = 1; i < attempts.size(); i++) {
            double factor = 1 << (i - 1);
            assertThat(attempts.get(i) - attempts.get(i - 1)).isBetween(least * factor, most * factor + 1);
        }
    }

    @Test
    void reactorsRetryPausesWithBackoffAndJitterAndTheLoopRunsOn() {
        Retry spec = Retry.backoff(5, Duration.ofHours(1))
                .jitter(0.5)
                .filter(IOException.class::isInstance)
                .scheduler(loop.scheduler());
        onLoop(() -> {
            Task<?> ticking = createTask(() -> {
                while (true) {
                    sleep(Duration.ofMinutes(10));
                    trail.add("tick");
                }
            });
            assertThat(await(mono(loop, () -> fetch(3)).retryWhen(spec))).isEqualTo("fetched");
            ticking.cancel();
        });
        assertThat(attempts).hasSize(4);
        assertPauses(1800, 5400);
        assertThat(trail).hasSizeGreaterThan(15);
    }

    @Test
    void reactorsRetryGivesUpWithTheLastFailureAndDoesNotRetryOthers() {
        Retry spec = Retry.backoff(2, Duration.ofHours(1))
                .filter(IOException.class::isInstance)
                .onRetryExhaustedThrow((backoff, signal) -> signal.failure())
                .scheduler(loop.scheduler());
        onLoop(() -> {
            assertThatThrownBy(() -> await(mono(loop, () -> fetch(9)).retryWhen(spec)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("attempt 3");
            Coroutine<String> wrong = () -> {
                attempts.add(loop.time());
                throw new IllegalStateException("no use to try again");
            };
            assertThatThrownBy(() -> await(mono(loop, wrong).retryWhen(spec))).hasMessage("no use to try again");
            assertThat(attempts).hasSize(4);
            Retry exhausted = Retry.max(1);
            assertThatThrownBy(() -> await(mono(loop, wrong).retryWhen(exhausted)))
                    .matches(Exceptions::isRetryExhausted)
                    .hasCauseInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void aCancelEndsAnAttemptAndThePauseBetweenTwo() {
        Retry spec = Retry.fixedDelay(9, Duration.ofHours(1)).scheduler(loop.scheduler());
        onLoop(() -> {
            Task<?> pausing = createTask(() -> await(mono(loop, () -> fetch(9)).retryWhen(spec)));
            Coroutine<Void> attempt = () -> {
                try {
                    sleep(Duration.ofDays(1));
                    return null;
                } finally {
                    trail.add("cleans up");
                }
            };
            Task<?> attempting = createTask(() -> await(mono(loop, attempt).retryWhen(spec)));
            sleep(Duration.ofMinutes(30));
            pausing.cancel();
            attempting.cancel();
            sleep(Duration.ofDays(2));
            assertThat(pausing.cancelled()).isTrue();
            assertThat(attempting.cancelled()).isTrue();
        });
        assertThat(attempts).hasSize(1);
        assertThat(trail).containsExactly("cleans up");
    }

    @Test
    void retryOfResilience4jPausesInTheLoopsTime() {
        RetryConfig config = RetryConfig.custom()
                .maxAttempts(4)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(Duration.ofHours(1), 2, 0.5))
                .build();
        var retry = io.github.resilience4j.retry.Retry.of("fetch", config);
        onLoop(() -> assertThat(await(mono(loop, () -> fetch(3)).transformDeferred(RetryOperator.of(retry))))
                .isEqualTo("fetched"));
        assertThat(attempts).hasSize(4);
        assertPauses(1800, 5400);
        assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt())
                .isEqualTo(1);
    }

    private static CircuitBreaker breaker() {
        return CircuitBreaker.of(
                "fetch",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(2)
                        .minimumNumberOfCalls(2)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
    }

    @Test
    void aCircuitBreakerOpensAfterFailuresAndClosesAfterASuccess() {
        CircuitBreaker breaker = breaker();
        onLoop(() -> {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() ->
                                await(mono(loop, () -> fetch(2)).transformDeferred(CircuitBreakerOperator.of(breaker))))
                        .isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() ->
                            await(mono(loop, () -> fetch(0)).transformDeferred(CircuitBreakerOperator.of(breaker))))
                    .isInstanceOf(CallNotPermittedException.class);
            assertThat(attempts).hasSize(2);
            breaker.transitionToHalfOpenState();
            assertThat(await(mono(loop, () -> fetch(2)).transformDeferred(CircuitBreakerOperator.of(breaker))))
                    .isEqualTo("fetched");
        });
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    /** Half open, it permits one call: if that is cancelled, the next one may try. */
    @Test
    void aCancelledCallGivesTheBreakersPermissionBack() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        onLoop(() -> {
            Coroutine<String> slow = () -> {
                sleep(Duration.ofHours(1));
                return "slow";
            };
            Task<?> cancelled =
                    createTask(() -> await(mono(loop, slow).transformDeferred(CircuitBreakerOperator.of(breaker))));
            sleep(1);
            cancelled.cancel();
            sleep(1);
            assertThat(await(mono(loop, () -> fetch(0)).transformDeferred(CircuitBreakerOperator.of(breaker))))
                    .isEqualTo("fetched");
        });
    }

    /** Why the page says to take the operator. */
    @Test
    void aCancelledCallOfExecuteCallableKeepsThePermission() {
        CircuitBreaker breaker = breaker();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        onLoop(() -> {
            Task<?> cancelled = createTask(() -> breaker.executeCallable(() -> {
                sleep(Duration.ofHours(1));
                return "slow";
            }));
            sleep(1);
            cancelled.cancel();
            sleep(1);
            assertThatThrownBy(() -> breaker.executeCallable(() -> fetch(0)))
                    .isInstanceOf(CallNotPermittedException.class);
        });
    }

    /** The limiter counts by the system's clock: its permissions of an hour are as many as there will be. */
    @Test
    void aRateLimiterSuspendsUntilThereIsAPermissionAndRefusesWhatWouldWaitTooLong() {
        RateLimiterConfig config = RateLimiterConfig.custom()
                .limitForPeriod(1)
                .limitRefreshPeriod(Duration.ofHours(1))
                .timeoutDuration(Duration.ofMinutes(90))
                .build();
        RateLimiter limiter = RateLimiter.of("fetch", config);
        onLoop(() -> {
            Task<?> first = createTask(
                    () -> await(mono(loop, () -> fetch(0)).transformDeferred(RateLimiterOperator.of(limiter))));
            sleepMs(10);
            Task<?> second = createTask(
                    () -> await(mono(loop, () -> fetch(0)).transformDeferred(RateLimiterOperator.of(limiter))));
            sleepMs(10);
            assertThatThrownBy(
                            () -> await(mono(loop, () -> fetch(0)).transformDeferred(RateLimiterOperator.of(limiter))))
                    .isInstanceOf(RequestNotPermitted.class);
            assertThat(first.result()).isEqualTo("fetched");
            assertThat(second.done()).isFalse();
            Asyncio.await(second);
            assertThat(second.result()).isEqualTo("fetched");
        });
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1) - attempts.get(0)).isBetween(3000.0, 3601.0); // of virtual time
    }

    @Test
    void aFullBulkheadRefusesAtOnceAndACancelledCallGivesItsPlaceBack() {
        Bulkhead bulkhead = Bulkhead.of(
                "fetch", BulkheadConfig.custom().maxConcurrentCalls(1).build());
        onLoop(() -> {
            Coroutine<String> slow = () -> {
                sleep(Duration.ofHours(1));
                return "slow";
            };
            Task<?> holding =
                    createTask(() -> await(mono(loop, slow).transformDeferred(BulkheadOperator.of(bulkhead))));
            sleep(1);
            assertThatThrownBy(() -> await(mono(loop, () -> fetch(0)).transformDeferred(BulkheadOperator.of(bulkhead))))
                    .isInstanceOf(BulkheadFullException.class);
            holding.cancel();
            sleep(1);
            assertThat(await(mono(loop, () -> fetch(0)).transformDeferred(BulkheadOperator.of(bulkhead))))
                    .isEqualTo("fetched");
            assertThat(loop.time()).isLessThan(10);
        });
    }

    @Test
    void aTimeLimiterCancelsTheCall() {
        TimeLimiter limit = TimeLimiter.of(Duration.ofHours(1));
        onLoop(() -> {
            Coroutine<String> slow = () -> {
                try {
                    sleep(Duration.ofDays(1));
                    return "slow";
                } finally {
                    trail.add("cleans up");
                }
            };
            assertThatThrownBy(() -> await(mono(loop, slow).transformDeferred(TimeLimiterOperator.of(limit))))
                    .isInstanceOf(TimeoutException.class);
            sleepMs(1);
            assertThat(loop.time()).isBetween(3600.0, 3601.0);
        });
        assertThat(trail).containsExactly("cleans up");
    }

    @Test
    void allOfThemTogether() {
        CircuitBreaker breaker = breaker();
        RateLimiter limiter = RateLimiter.ofDefaults("fetch");
        Bulkhead bulkhead = Bulkhead.ofDefaults("fetch");
        TimeLimiter limit = TimeLimiter.of(Duration.ofSeconds(2));
        var retry = io.github.resilience4j.retry.Retry.ofDefaults("fetch");
        onLoop(() -> assertThat(await(mono(loop, () -> fetch(1))
                        .transformDeferred(CircuitBreakerOperator.of(breaker))
                        .transformDeferred(RateLimiterOperator.of(limiter))
                        .transformDeferred(BulkheadOperator.of(bulkhead))
                        .transformDeferred(TimeLimiterOperator.of(limit))
                        .transformDeferred(RetryOperator.of(retry))))
                .isEqualTo("fetched"));
        assertThat(attempts).hasSize(2);
        assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(1);
        assertThat(bulkhead.getMetrics().getAvailableConcurrentCalls()).isEqualTo(25);
    }

    /** Without {@link LoopSchedulers}: the operators' timers are elsewhere, the bodies on the loop all the same. */
    @Test
    void bodiesAreOnTheLoopWhereverTheTimersAre() {
        installed.close();
        try (Loop realTime = Loop.create().start()) {
            var retry = io.github.resilience4j.retry.Retry.of(
                    "fetch",
                    RetryConfig.custom().waitDuration(Duration.ofMillis(1)).build());
            Coroutine<String> body = () -> {
                trail.add(getRunningLoop() == realTime ? "on the loop" : "elsewhere");
                if (trail.size() < 3) {
                    throw new IOException("again");
                }
                return "fetched";
            };
            Task<String> task = realTime.createTask(() -> {
                String fetched = await(mono(realTime, body).transformDeferred(RetryOperator.of(retry)));
                trail.add(getRunningLoop() == realTime ? "on the loop" : "elsewhere");
                return fetched;
            });
            assertThat(task.toCompletableFuture().join()).isEqualTo("fetched");
        }
        assertThat(trail).hasSize(4).containsOnly("on the loop");
    }
}
