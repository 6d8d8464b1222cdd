package io.asyncio.reactor;

import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.iterate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Reactor's default schedulers are a loop's, and Reactor's own afterwards. */
class LoopSchedulersTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Loop loop = Loop.create().start();

    @AfterEach
    void close() {
        loop.close();
        Schedulers.resetFactory();
    }

    private static String thread() {
        return Thread.currentThread().getName();
    }

    private static String threadOf(Scheduler scheduler) {
        return Mono.fromCallable(LoopSchedulersTest::thread)
                .subscribeOn(scheduler)
                .block();
    }

    private static Mono<String> delayed() {
        return Mono.delay(MOMENT).map(tick -> thread());
    }

    @Test
    void delaysTimeoutsAndIntervalsAreTheLoops() {
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            assertThat(delayed().block()).isEqualTo(loop.name());
            assertThat(Mono.never()
                            .timeout(MOMENT)
                            .onErrorResume(TimeoutException.class, late -> Mono.just(thread()))
                            .block())
                    .isEqualTo(loop.name());
            assertThat(Flux.interval(MOMENT)
                            .map(tick -> thread())
                            .take(3)
                            .collectList()
                            .block())
                    .containsOnly(loop.name());
            assertThat(threadOf(Schedulers.parallel())).isEqualTo(loop.name());
            assertThat(threadOf(Schedulers.single())).isEqualTo(loop.name());
        }
    }

    @Test
    void theyHoldTheLoop() throws Exception {
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            assertThat(Mono.delay(MOMENT).map(tick -> loop.isCurrent()).block()).isTrue();
            boolean held = loop.createTask(() -> await(Mono.delay(MOMENT).map(tick -> loop.isCurrent())))
                    .toCompletableFuture()
                    .get();
            assertThat(held).isTrue();
        }
    }

    /** As operators do that look at the clock before they schedule. */
    @Test
    void aQuestionGivesNoLoopOfAGroupItsTurn() {
        try (LoopGroup group = LoopGroup.create(2).start();
                LoopSchedulers installed = LoopSchedulers.install(group)) {
            List<String> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                assertThat(Schedulers.parallel().now(TimeUnit.MILLISECONDS)).isPositive();
                threads.add(threadOf(Schedulers.parallel()));
            }
            assertThat(threads.get(0)).isNotEqualTo(threads.get(1));
            assertThat(threads).isEqualTo(List.of(threads.get(0), threads.get(1), threads.get(0), threads.get(1)));
        }
    }

    @Test
    void afterwardsTheyAreThoseFromBefore() {
        Scheduler parallel = Schedulers.parallel();
        Scheduler single = Schedulers.single();
        Scheduler elastic = Schedulers.boundedElastic();
        LoopSchedulers installed = LoopSchedulers.install(loop);
        assertThat(Schedulers.parallel()).isNotSameAs(parallel);
        assertThat(delayed().block()).isEqualTo(loop.name());
        installed.close();
        installed.close();

        assertThat(Schedulers.parallel()).isSameAs(parallel);
        assertThat(Schedulers.single()).isSameAs(single);
        assertThat(Schedulers.boundedElastic()).isSameAs(elastic);
        assertThat(delayed().block()).startsWith("parallel-");
        assertThat(threadOf(Schedulers.newSingle("single"))).startsWith("single-");
        assertThat(loop.createTask(() -> 1).toCompletableFuture().join()).isEqualTo(1);
    }

    @Test
    void whatOthersKeptFromThenIsReactorsOwnAgain() {
        LoopSchedulers installed = LoopSchedulers.install(loop);
        Mono<String> kept = delayed();
        Scheduler single = Schedulers.single();
        assertThat(kept.block()).isEqualTo(loop.name());
        installed.close();
        assertThat(kept.block()).startsWith("parallel-");
        assertThat(threadOf(single)).startsWith("single-");
    }

    @Test
    void whatWaitsOnTheLoopGoesOnThere() {
        LoopSchedulers installed = LoopSchedulers.install(loop);
        CountDownLatch gate = new CountDownLatch(1);
        loop.callSoonThreadsafe(() -> awaitQuietly(gate));
        Mono<String> waiting = delayed().cache();
        waiting.subscribe();
        installed.close();
        gate.countDown();
        assertThat(waiting.block()).isEqualTo(loop.name());
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void callsThatBlockStayWhereTheyAre() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            assertThat(threadOf(Schedulers.boundedElastic())).startsWith("boundedElastic-");
            Mono<Boolean> blocked = Mono.fromCallable(() -> {
                        started.countDown();
                        return gate.await(20, TimeUnit.SECONDS);
                    })
                    .subscribeOn(Schedulers.boundedElastic())
                    .cache();
            blocked.subscribe();
            started.await();
            installed.close();
            gate.countDown();
            assertThat(blocked.block()).as("is not interrupted").isTrue();
        }
    }

    @Test
    void schedulersThatOthersMakeAreTheirs() {
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            Scheduler mine = Schedulers.newParallel("mine");
            Scheduler alone = Schedulers.newSingle("alone");
            Scheduler blocking = Schedulers.newBoundedElastic(1, 1, "blocking");
            assertThat(threadOf(mine)).startsWith("mine-");
            assertThat(threadOf(alone)).startsWith("alone-");
            assertThat(threadOf(blocking)).startsWith("blocking-");
            mine.dispose();
            alone.dispose();
            blocking.dispose();
        }
    }

    @Test
    void oneAtATime() {
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            assertThatThrownBy(() -> LoopSchedulers.install(loop))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("Reactor's schedulers are those of " + loop
                            + " already, in the whole JVM: close the LoopSchedulers of that loop first");
            assertThat(delayed().block()).isEqualTo(loop.name());
        }
        try (LoopSchedulers again = LoopSchedulers.install(loop)) {
            assertThat(delayed().block()).isEqualTo(loop.name());
        }
        assertThat(delayed().block()).startsWith("parallel-");
    }

    @Test
    void aClosedLoopLeavesItsPlace() {
        Scheduler parallel = Schedulers.parallel();
        LoopSchedulers installed = LoopSchedulers.install(loop);
        Mono<String> kept = delayed();
        loop.close();
        assertThat(delayed().block()).startsWith("parallel-");
        assertThat(kept.block()).startsWith("parallel-");
        assertThat(Schedulers.parallel()).isSameAs(parallel);
        installed.close();
        assertThat(Schedulers.parallel()).isSameAs(parallel);
    }

    @Test
    void aClosedLoopIsNoObstacleToAnother() {
        LoopSchedulers first = LoopSchedulers.install(loop);
        loop.close();
        assertThatThrownBy(() -> LoopSchedulers.install(loop))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(loop + " is closed, and cannot run what Reactor schedules");
        Loop second = Loop.create().start();
        LoopSchedulers next = LoopSchedulers.install(second);
        assertThat(delayed().block()).isEqualTo(second.name());
        first.close();
        assertThat(delayed().block()).isEqualTo(second.name());
        next.close();
        second.close();
        assertThat(delayed().block()).startsWith("parallel-");
    }

    @Test
    void virtualTimeGoesAbove() {
        LoopSchedulers installed = LoopSchedulers.install(loop);
        VirtualTimeScheduler.getOrSet();
        Mono<Long> hour = Mono.delay(Duration.ofHours(1)).cache();
        hour.subscribe();
        installed.close(); // leaves what is above alone
        VirtualTimeScheduler.get().advanceTimeBy(Duration.ofHours(1));
        assertThat(hour.block()).isZero();
        VirtualTimeScheduler.reset();
        assertThat(delayed().block()).startsWith("parallel-");
    }

    @Test
    void othersMayResetAll() {
        LoopSchedulers installed = LoopSchedulers.install(loop);
        Schedulers.shutdownNow();
        assertThat(delayed().block()).isEqualTo(loop.name());
        Schedulers.resetFactory();
        assertThat(delayed().block()).startsWith("parallel-");
        Scheduler parallel = Schedulers.parallel();
        installed.close();
        assertThat(Schedulers.parallel()).isSameAs(parallel);
    }

    @Test
    void aTaskIteratesOverAnInterval() throws Exception {
        try (LoopSchedulers installed = LoopSchedulers.install(loop)) {
            long sum = loop.createTask(() -> {
                        long total = 0;
                        for (long tick : iterate(
                                Flux.interval(MOMENT).onBackpressureBuffer().take(3))) {
                            total += tick;
                        }
                        return total;
                    })
                    .toCompletableFuture()
                    .get();
            assertThat(sum).isEqualTo(3);
        }
    }
}
