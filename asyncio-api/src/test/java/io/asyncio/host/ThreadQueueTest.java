package io.asyncio.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;

/** The thread of a loop, before and after it becomes Netty's. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadQueueTest {
    private static final long SOON = TimeUnit.MILLISECONDS.toNanos(30);

    private final NettyHost host =
            new NettyHost(thread -> new HostEventLoop(thread, NioIoHandler.newFactory(), NioIoHandler.class, false));
    private final List<String> trail = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void workRunsInItsOrderAlsoWhileTheThreadBecomesNettys() {
        CountDownLatch moved = new CountDownLatch(1);
        host.execute(() -> await(moved));
        for (int i = 0; i < 3; i++) {
            host.execute(add("before " + i));
        }
        host.eventLoop().execute(add("by Netty"));
        host.execute(add("after"));
        moved.countDown();
        runToHere();
        assertThat(trail).containsExactly("before 0", "before 1", "before 2", "by Netty", "after");
    }

    @Test
    void theThreadStaysTheSame() {
        Thread before = CompletableFuture.supplyAsync(Thread::currentThread, host::execute)
                .join();
        assertThat(host.eventLoop()
                        .submit(Thread::currentThread)
                        .syncUninterruptibly()
                        .getNow())
                .isSameAs(before);
        assertThat(CompletableFuture.supplyAsync(host::isCurrentThread, host::execute)
                        .join())
                .isTrue();
    }

    @Test
    void workThatAsksForTheEventLoopIsNotYetInIt() {
        assertThat(CompletableFuture.supplyAsync(() -> host.eventLoop().inEventLoop(), host::execute)
                        .join())
                .isFalse();
        assertThat(CompletableFuture.supplyAsync(() -> host.eventLoop().inEventLoop(), host::execute)
                        .join())
                .isTrue();
    }

    @Test
    void timersRunWhenTheyAreDueAlsoThoseThatMove() {
        long start = host.nanoTime();
        CompletableFuture<Long> early = timer(start + SOON);
        CompletableFuture<Long> moved = timer(start + 3 * SOON);
        assertThat(early.join()).isGreaterThanOrEqualTo(start + SOON);
        host.eventLoop();
        CompletableFuture<Long> late = timer(start + 2 * SOON);
        assertThat(late.join()).isGreaterThanOrEqualTo(start + 2 * SOON);
        assertThat(moved.join()).isGreaterThanOrEqualTo(start + 3 * SOON);
    }

    private CompletableFuture<Long> timer(long deadline) {
        CompletableFuture<Long> rang = new CompletableFuture<>();
        host.executeAt(deadline, () -> rang.complete(host.nanoTime()));
        return rang;
    }

    @Test
    void aTimerThatIsTakenBackDoesNotRun() {
        Disposable first = host.executeAt(host.nanoTime() + SOON, add("first"));
        Disposable second = host.executeAt(host.nanoTime() + SOON, add("second"));
        first.dispose();
        assertThat(first.isDisposed()).isTrue();
        assertThat(second.isDisposed()).isFalse();
        host.eventLoop();
        assertThat(second.isDisposed()).isFalse();
        second.dispose();
        assertThat(second.isDisposed()).isTrue();
        timer(host.nanoTime() + 2 * SOON).join();
        assertThat(trail).isEmpty();
    }

    @Test
    void aTimerMayBeTakenBackWhenItIsDue() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch due = new CountDownLatch(1);
        host.execute(() -> {
            begun.countDown();
            await(due);
        });
        await(begun); // from now on the thread looks at no timer
        Disposable timer = host.executeAt(host.nanoTime(), add("rang"));
        host.execute(timer::dispose);
        due.countDown();
        runToHere();
        runToHere(); // behind the timer, which is due when the first of the two comes
        assertThat(trail).isEmpty();
    }

    @Test
    void aTimerThatHasRunIsOver() {
        CompletableFuture<Long> rang = new CompletableFuture<>();
        Disposable timer = host.executeAt(host.nanoTime(), () -> rang.complete(1L));
        rang.join();
        assertThat(timer.isDisposed()).isTrue();
        timer.dispose();
    }

    @Test
    void anInterruptOfTheThreadIsForgottenWhenItWaits() {
        host.execute(() -> Thread.currentThread().interrupt());
        CompletableFuture<Long> rang = timer(host.nanoTime() + SOON);
        assertThat(rang.join()).isPositive();
        assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().isInterrupted(), host::execute)
                        .join())
                .isFalse();
    }

    @Test
    void whatFailsEndsNothing() {
        host.execute(
                () -> Thread.currentThread().setUncaughtExceptionHandler((thread, e) -> trail.add(e.getMessage())));
        host.execute(() -> {
            throw new IllegalStateException("failed");
        });
        host.execute(() -> {
            throw new OutOfMemoryError("a test's");
        });
        host.execute(add("next"));
        runToHere();
        assertThat(trail).containsExactly("failed", "next");
    }

    @Test
    void aThreadThatCannotStartIsTriedAgain() {
        List<Thread> made = new ArrayList<>();
        ThreadQueue queue = new ThreadQueue("test", work -> {
            made.add(new Thread(work));
            if (made.size() == 1) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return made.get(made.size() - 1);
        });
        assertThatThrownBy(() -> queue.execute(add("lost"))).isInstanceOf(OutOfMemoryError.class);
        CompletableFuture.runAsync(add("ran"), queue::execute).join();
        queue.end();
        assertThat(trail).containsExactly("ran");
    }

    @Test
    void whatIsLeftRunsBeforeTheEndAndNothingAfterIt() {
        CountDownLatch closing = new CountDownLatch(1);
        host.execute(() -> await(closing));
        host.execute(add("left"));
        Thread closer = new Thread(host::close);
        closer.start();
        closing.countDown();
        joinUninterruptibly(closer);
        assertThat(trail).containsExactly("left");
        assertThatThrownBy(() -> host.execute(add("late"))).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> host.executeAt(0, add("late"))).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(host::eventLoop)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageEndingWith("is closed");
    }

    /** Many threads ask for work, and one for the event loop in the middle of it: none is lost, each keeps its order. */
    @Test
    void nothingIsLostWhileTheThreadBecomesNettys() throws Exception {
        int posters = 4;
        int posts = 2_000;
        List<List<Integer>> seen = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        CountDownLatch half = new CountDownLatch(posters);
        for (int i = 0; i < posters; i++) {
            List<Integer> own = new ArrayList<>();
            seen.add(own);
            threads.add(new Thread(() -> {
                for (int n = 0; n < posts; n++) {
                    int number = n;
                    host.execute(() -> own.add(number));
                    if (n == posts / 2) {
                        half.countDown();
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        half.await();
        host.eventLoop();
        for (Thread thread : threads) {
            thread.join();
        }
        runToHere();
        for (List<Integer> own : seen) {
            assertThat(own).hasSize(posts).isSorted();
        }
    }

    private Runnable add(String line) {
        return () -> trail.add(line);
    }

    private void runToHere() {
        CompletableFuture.runAsync(() -> {}, host::execute).join();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
