package io.asyncio;

import static io.asyncio.Asyncio.sleepMs;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Disposable;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** {@code disposeGracefully()} of the loop's Reactor scheduler. */
class GracefulDisposalTest extends LoopTestBase {
    private final CountDownLatch running = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @Test
    void itWaitsForQueuedAndDelayedWorkAndEndsPeriodicWork() {
        run(() -> {
            Scheduler.Worker worker = loop.scheduler().createWorker();
            loop.scheduler().schedule(() -> trail.add("queued"));
            worker.schedule(() -> trail.add("delayed"), 20, MILLISECONDS);
            Disposable periodic = worker.schedulePeriodically(() -> trail.add("tick"), 10, 10, MILLISECONDS);
            loop.scheduler().schedulePeriodically(() -> trail.add("tick"), 10, 10, MILLISECONDS);
            loop.scheduler().disposeGracefully().subscribe(null, null, () -> trail.add("disposed"));
            assertThat(periodic.isDisposed()).isTrue();
            assertRejected();
            sleepMs(100);
        });
        trail.assertIs("queued", "delayed", "disposed");
    }

    @Test
    void itBeginsAtTheFirstSubscription() {
        Mono<Void> end = loop.scheduler().disposeGracefully();
        assertThat(loop.scheduler().isDisposed()).isFalse();
        end.block();
        assertThat(loop.scheduler().isDisposed()).isTrue();
    }

    @Test
    void itEndsAtOnceWithoutWork() {
        loop.scheduler().disposeGracefully().block();
        loop.scheduler().disposeGracefully().block();
        assertRejected();
    }

    @Test
    void workThatRunsIsWaitedForByEverySubscriber() throws Exception {
        holdTheLoop();
        Mono<Void> first = loop.scheduler().disposeGracefully();
        Mono<Void> second = loop.scheduler().disposeGracefully();
        List<CompletableFuture<Void>> ends =
                List.of(first.toFuture(), second.toFuture(), first.toFuture(), second.toFuture());
        assertThat(ends).noneMatch(CompletableFuture::isDone);
        mayEnd.countDown();
        ends.forEach(CompletableFuture::join);
        first.block();
        loop.scheduler().disposeGracefully().block();
        assertRejected();
    }

    @Test
    void anAbandonedWaitMayBeRepeated() throws Exception {
        holdTheLoop();
        Mono<Void> end = loop.scheduler().disposeGracefully();
        end.toFuture().cancel(false);
        CompletableFuture<Void> again = end.toFuture();
        assertThat(again.isDone()).isFalse();
        mayEnd.countDown();
        again.join();
    }

    @Test
    void manyThreadsMayAskForIt() throws Exception {
        holdTheLoop();
        List<CompletableFuture<Void>> ends = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                                () -> loop.scheduler().disposeGracefully().toFuture())
                        .thenCompose(end -> end))
                .toList();
        assertThat(ends).noneMatch(CompletableFuture::isDone);
        mayEnd.countDown();
        ends.forEach(CompletableFuture::join);
        assertRejected();
    }

    @Test
    void forceDropsWhatHasNotStartedAndStillWaitsForWhatRuns() throws Exception {
        holdTheLoop();
        Disposable queued = loop.scheduler().schedule(() -> trail.add("queued"));
        Disposable delayed = loop.scheduler().schedule(() -> trail.add("delayed"), 1, TimeUnit.DAYS);
        CompletableFuture<Void> before = loop.scheduler().disposeGracefully().toFuture();
        assertThat(queued.isDisposed()).isFalse();
        loop.scheduler().dispose();
        CompletableFuture<Void> after = loop.scheduler().disposeGracefully().toFuture();
        assertThat(queued.isDisposed()).isTrue();
        assertThat(delayed.isDisposed()).isTrue();
        assertThat(before.isDone()).isFalse();
        assertThat(after.isDone()).isFalse();
        mayEnd.countDown();
        before.join();
        after.join();
        trail.assertIs("ended");
    }

    @Test
    void periodicWorkThatRunsIsWaitedFor() throws Exception {
        loop.start();
        loop.scheduler().schedulePeriodically(this::runUntilAllowedToEnd, 1, 1, MILLISECONDS);
        running.await();
        CompletableFuture<Void> end = loop.scheduler().disposeGracefully().toFuture();
        assertThat(end.isDone()).isFalse();
        mayEnd.countDown();
        end.join();
        trail.assertIs("ended");
    }

    @Test
    void disposedWorkIsNotWaitedFor() {
        Scheduler.Worker worker = loop.scheduler().createWorker();
        worker.schedule(() -> trail.add("worker"));
        Disposable direct = loop.scheduler().schedule(() -> trail.add("direct"), 1, TimeUnit.DAYS);
        CompletableFuture<Void> end = loop.scheduler().disposeGracefully().toFuture();
        worker.dispose();
        assertThat(end.isDone()).isFalse();
        direct.dispose();
        assertThat(end.isDone()).isTrue();
    }

    @Test
    void failedWorkIsWorkThatEnded() {
        loop.start();
        loop.scheduler().schedule(() -> {
            throw new IllegalStateException("oops");
        });
        loop.scheduler().disposeGracefully().block();
        assertThat(takeErrors()).hasSize(1);
    }

    @Test
    void aLoopThatClosesEndsTheWait() {
        loop.scheduler().schedule(() -> trail.add("queued"));
        loop.scheduler().schedule(() -> trail.add("delayed"), 1, TimeUnit.DAYS);
        CompletableFuture<Void> end = loop.scheduler().disposeGracefully().toFuture();
        assertThat(end.isDone()).isFalse();
        loop.close();
        end.join();
        loop.scheduler().disposeGracefully().block();
        trail.assertIs();
    }

    @Test
    void aClosedLoopNeedsNoWait() {
        loop.close();
        loop.scheduler().disposeGracefully().block();
    }

    @Test
    void aSubscriberThatThrowsEndsNothing() throws Exception {
        holdTheLoop();
        loop.scheduler().disposeGracefully().subscribe(new ThrowingSubscriber());
        CountDownLatch after = new CountDownLatch(1);
        loop.callSoonThreadsafe(after::countDown);
        mayEnd.countDown();
        after.await();
        assertThat(takeErrors()).extracting(ExceptionContext::message).containsExactly("Error in the event loop");
    }

    @Test
    void whatIsAcceptedRunsBeforeTheEnd() {
        loop.start();
        for (int round = 0; round < 100; round++) {
            LoopScheduler scheduler = new LoopScheduler(loop);
            AtomicInteger ran = new AtomicInteger();
            CompletableFuture<Integer> submitting =
                    CompletableFuture.supplyAsync(() -> submitUntilRejected(scheduler, ran));
            scheduler.disposeGracefully().block();
            int ranAtTheEnd = ran.get();
            assertThat(submitting.join()).isEqualTo(ranAtTheEnd);
        }
    }

    private static int submitUntilRejected(Scheduler scheduler, AtomicInteger ran) {
        Scheduler.Worker worker = scheduler.createWorker();
        int[] accepted = {0};
        assertThatThrownBy(() -> {
                    while (true) {
                        worker.schedulePeriodically(() -> {}, 1, 1, TimeUnit.DAYS);
                        worker.schedule(ran::incrementAndGet);
                        accepted[0]++;
                    }
                })
                .isSameAs(Exceptions.failWithRejected());
        return accepted[0];
    }

    private void holdTheLoop() throws InterruptedException {
        loop.start();
        loop.scheduler().schedule(this::runUntilAllowedToEnd);
        running.await();
    }

    private void runUntilAllowedToEnd() {
        running.countDown();
        try {
            mayEnd.await();
            trail.add("ended");
        } catch (InterruptedException e) {
            trail.add("interrupted");
        }
    }

    private void assertRejected() {
        assertThatThrownBy(() -> loop.scheduler().schedule(() -> {})).isSameAs(Exceptions.failWithRejected());
    }

    /** Breaks the rules of Reactive Streams. */
    private static final class ThrowingSubscriber implements CoreSubscriber<Void> {
        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onComplete() {
            throw new IllegalStateException("oops");
        }
    }
}
