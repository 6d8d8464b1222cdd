package io.asyncio;

import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

/** Reactor's operators on the loop's scheduler, in virtual time. */
class LoopSchedulerOperatorsTest extends LoopTestBase {
    @Test
    void publishOnBringsSignalsToTheLoop() {
        loop.start();
        List<Boolean> onLoop = Flux.range(0, 10_000)
                .subscribeOn(Schedulers.parallel())
                .publishOn(loop.scheduler())
                .map(i -> RunningLoop.get() == loop)
                .collectList()
                .block();
        assertThat(onLoop).hasSize(10_000).containsOnly(true);
    }

    @Test
    void publishOnKeepsTheOrder() {
        loop.start();
        StepVerifier.create(Flux.range(0, 10_000)
                        .publishOn(loop.scheduler(), 1)
                        .publishOn(Schedulers.parallel(), 3)
                        .publishOn(loop.scheduler())
                        .collectList())
                .assertNext(list -> assertThat(list).hasSize(10_000).isSorted())
                .verifyComplete();
    }

    @Test
    void subscribeOnSubscribesOnTheLoop() {
        loop.start();
        Mono<Boolean> onLoop = Mono.fromCallable(() -> RunningLoop.get() == loop);
        StepVerifier.create(onLoop.subscribeOn(loop.scheduler()))
                .expectNext(true)
                .verifyComplete();
        StepVerifier.create(onLoop).expectNext(false).verifyComplete();
    }

    @Test
    void delayedElementsInterleaveWithTasks() {
        run(() -> {
            Flux.just("a", "b", "c")
                    .delayElements(Duration.ofHours(1), loop.scheduler())
                    .subscribe(element -> trail.add(hours() + element));
            for (int i = 0; i < 3; i++) {
                sleepMs(TimeUnit.MINUTES.toMillis(59));
                trail.add("task");
            }
            sleepMs(TimeUnit.HOURS.toMillis(1));
        });
        trail.assertIs("task", "1a", "task", "2b", "task", "3c");
    }

    @Test
    void anIntervalTicksAtAFixedRateUntilItIsCancelled() {
        run(() -> {
            Disposable interval = Flux.interval(Duration.ofHours(1), loop.scheduler())
                    .subscribe(tick -> trail.add(hours() + ":" + tick));
            sleepMs(TimeUnit.MINUTES.toMillis(200));
            interval.dispose();
            assertThat(loop.core.timers.size()).isZero();
            sleepMs(TimeUnit.HOURS.toMillis(10));
        });
        trail.assertIs("1:0", "2:1", "3:2");
    }

    @Test
    void anIntervalCancelledElsewhereLeavesNoTimer() {
        run(() -> {
            Disposable interval =
                    Flux.interval(Duration.ofHours(1), loop.scheduler()).subscribe(trail::add);
            CompletableFuture.runAsync(interval::dispose).join();
            settle();
            assertThat(loop.core.timers.size()).isZero();
        });
        trail.assertIs();
    }

    @Test
    void elapsedTimesAreThoseOfTheLoop() {
        run(() -> {
            Flux.just(1, 2)
                    .delayElements(Duration.ofSeconds(5), loop.scheduler())
                    .elapsed(loop.scheduler())
                    .subscribe(elapsed -> trail.add(elapsed.getT1()));
            sleepMs(20_000);
        });
        trail.assertIs("5000", "5000");
    }

    @Test
    void aMonoTimesOutInTheTimeOfTheLoop() {
        run(() -> {
            Mono.never()
                    .timeout(Duration.ofDays(1), loop.scheduler())
                    .subscribe(
                            null, error -> trail.add(hours() + error.getClass().getSimpleName()));
            sleepMs(TimeUnit.DAYS.toMillis(2));
        });
        trail.assertIs("24TimeoutException");
    }

    @Test
    void operatorsOfAClosedLoopAreRejected() {
        loop.close();
        StepVerifier.create(Flux.range(0, 3).publishOn(loop.scheduler())).verifyError(RejectedExecutionException.class);
        StepVerifier.create(Mono.just(1).subscribeOn(loop.scheduler())).verifyError(RejectedExecutionException.class);
    }

    @Test
    void blockingOperatorsAreRefusedInWork() {
        run(() -> {
            loop.scheduler()
                    .schedule(() -> assertThatThrownBy(() -> Mono.never().block())
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("blocking"));
            settle();
        });
    }

    private long hours() {
        return loop.scheduler().now(TimeUnit.HOURS);
    }
}
