package io.asyncio.host;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;

/** The thread of a loop, before Netty's event loop runs there and from the moment on where it does. */
class NettyHostTest {
    private final AtomicInteger eventLoops = new AtomicInteger();
    private final NettyHost host = new NettyHost(this::newEventLoop);
    private final List<Object> ran = Collections.synchronizedList(new ArrayList<>());

    private HostEventLoop newEventLoop(Executor threads) {
        eventLoops.incrementAndGet();
        return new HostEventLoop(threads, NioIoHandler.newFactory(), NioIoHandler.class, false);
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Thread hostThread() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        host.execute(() -> thread.complete(Thread.currentThread()));
        return thread.orTimeout(20, SECONDS).join();
    }

    /** Lets all that has been asked for until now happen, and what that asks for. */
    private void settle() {
        hostThread();
        hostThread();
    }

    /** The host's thread waits for them. */
    private void whileNoTimerRings(Runnable calls) {
        CompletableFuture<Void> called = new CompletableFuture<>();
        host.execute(called::join);
        try {
            calls.run();
        } finally {
            called.complete(null);
        }
    }

    private static long inMillis(long millis) {
        return RealClock.nanoTime() + MILLISECONDS.toNanos(millis);
    }

    @Test
    void thereIsNoEventLoopUntilItIsAskedFor() throws InterruptedException {
        CountDownLatch rang = new CountDownLatch(1);
        Thread bare = hostThread();
        host.executeAgain(() -> ran.add("again"));
        host.executeAt(inMillis(1), rang::countDown);
        assertThat(rang.await(20, SECONDS)).isTrue();
        settle();
        assertThat(ran).containsExactly("again");
        assertThat(eventLoops).hasValue(0);

        HostEventLoop eventLoop = host.eventLoop();
        assertThat(host.eventLoop()).isSameAs(eventLoop);
        assertThat(eventLoops).hasValue(1);
        CompletableFuture<Thread> netty = new CompletableFuture<>();
        eventLoop.execute(() -> netty.complete(Thread.currentThread()));
        assertThat(netty.orTimeout(20, SECONDS).join()).isSameAs(bare);
        assertThat(eventLoop.isCurrentThread()).isFalse();
    }

    @Test
    void workKeepsItsOrderWhenTheEventLoopTakesOver() {
        host.execute(() -> {
            ran.add(1);
            host.execute(() -> ran.add(3));
            host.eventLoop().execute(() -> ran.add(4));
            host.execute(() -> ran.add(5));
            ran.add(2);
        });
        settle();
        assertThat(ran).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void theThreadIsTheEventLoopsBeforeThatHasBegun() {
        host.execute(() -> {
            HostEventLoop eventLoop = host.eventLoop();
            ran.add(eventLoop.isCurrentThread());
            ran.add(host.isCurrentThread());
        });
        settle();
        assertThat(ran).containsExactly(true, true);
    }

    @Test
    void timersAreKeptWhenTheEventLoopTakesOver() throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        whileNoTimerRings(() -> {
            host.executeAt(inMillis(60), last::countDown);
            host.executeAt(inMillis(30), () -> ran.add("second"));
            host.executeAt(inMillis(20), () -> ran.add("first"));
            Disposable before = host.executeAt(inMillis(25), () -> ran.add("never"));
            Disposable after = host.executeAt(inMillis(40), () -> ran.add("never"));
            before.dispose();
            assertThat(before.isDisposed()).isTrue();
            host.eventLoop();
            assertThat(after.isDisposed()).isFalse();
            after.dispose();
            assertThat(after.isDisposed()).isTrue();
        });
        assertThat(last.await(20, SECONDS)).isTrue();
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void timersRingByDeadlineWithoutAnEventLoop() throws InterruptedException {
        CountDownLatch last = new CountDownLatch(1);
        whileNoTimerRings(() -> {
            long deadline = inMillis(10);
            host.executeAt(inMillis(30), last::countDown);
            host.executeAt(deadline, () -> ran.add("second"));
            host.executeAt(deadline, () -> ran.add("third"));
            host.executeAt(inMillis(-1), () -> ran.add("first"));
            host.executeAt(inMillis(5), () -> ran.add("never")).dispose();
        });
        assertThat(last.await(20, SECONDS)).isTrue();
        assertThat(ran).containsExactly("first", "second", "third");
    }

    /** It parks, and a park returns at once while the thread is interrupted. */
    @Test
    void anInterruptIsForNobody() throws InterruptedException {
        Thread thread = hostThread();
        thread.interrupt();
        settle();
        long end = System.nanoTime() + SECONDS.toNanos(20);
        while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
        settle();
    }

    @Test
    void workThatFailsIsNotTheEndOfTheThread() {
        Thread thread = hostThread();
        host.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        assertThat(hostThread()).isSameAs(thread);
    }

    @Test
    void closeRunsWhatIsQueuedAndEndsTheThread() {
        Thread thread = hostThread();
        host.execute(() -> ran.add("queued"));
        host.executeAt(inMillis(60_000), () -> ran.add("never"));
        host.executeLast(() -> ran.add(Thread.currentThread() == thread));
        host.close();
        assertThat(thread.isAlive()).isFalse();
        assertThat(ran).containsExactly("queued", true);
        assertThatThrownBy(() -> host.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(host::eventLoop).isInstanceOf(RejectedExecutionException.class);
        host.executeLast(() -> ran.add("in the caller's thread"));
        assertThat(ran).hasSize(3);
    }

    @Test
    void closeEndsAnEventLoopThatHasJustTakenOver() {
        Thread thread = hostThread();
        HostEventLoop eventLoop = host.eventLoop();
        host.close();
        assertThat(thread.isAlive()).isFalse();
        assertThat(eventLoop.isTerminated()).isTrue();
    }

    /** Its owner is told, and may try again; also the loop's last work needs none. */
    @Test
    void aHostForWhichThereIsNoThreadCanBeUsedLaterAndClosed() {
        AtomicBoolean noThread = new AtomicBoolean(true);
        NettyHost scarce = new NettyHost(this::newEventLoop, starter(noThread));
        assertThatThrownBy(() -> scarce.execute(() -> ran.add("never"))).hasMessage("no thread");
        scarce.executeLast(() -> ran.add(Thread.currentThread()));
        assertThat(ran).containsExactly(Thread.currentThread());
        noThread.set(false);
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        scarce.execute(() -> thread.complete(Thread.currentThread()));
        assertThat(thread.orTimeout(20, SECONDS).join()).isInstanceOf(LoopThread.class);
        scarce.close();
        NettyHost neverRan = new NettyHost(this::newEventLoop, starter(new AtomicBoolean(true)));
        assertThatThrownBy(() -> neverRan.executeAt(0, () -> ran.add("never"))).hasMessage("no thread");
        neverRan.close();
        assertThat(ran).hasSize(1);
    }

    /** Each has a selector, which nobody else would close. */
    @Test
    void anEventLoopForWhichThereIsNoThreadIsLetGo() {
        AtomicBoolean noThread = new AtomicBoolean(true);
        AtomicInteger open = new AtomicInteger();
        NettyHost scarce = new NettyHost(
                threads ->
                        new HostEventLoop(threads, executor -> new CountedHandler(open), CountedHandler.class, false),
                starter(noThread));
        for (int time = 0; time < 3; time++) {
            assertThatThrownBy(scarce::eventLoop).hasMessage("no thread");
            assertThat(open).hasValue(0);
        }
        noThread.set(false);
        assertThat(scarce.eventLoop().submit(() -> 1).awaitUninterruptibly(20, SECONDS))
                .isTrue();
        assertThat(open).hasValue(1);
        scarce.close();
        assertThat(open).hasValue(0);
    }

    private static Consumer<Thread> starter(AtomicBoolean noThread) {
        return thread -> {
            if (noThread.get()) {
                throw new IllegalStateException("no thread");
            }
            thread.start();
        };
    }

    /** Without sockets. */
    private static final class CountedHandler implements IoHandler {
        private final AtomicInteger open;

        CountedHandler(AtomicInteger open) {
            this.open = open;
            open.incrementAndGet();
        }

        @Override
        public int run(IoHandlerContext context) {
            Thread.onSpinWait();
            return 0;
        }

        @Override
        public void destroy() {
            open.decrementAndGet();
        }

        @Override
        public IoRegistration register(IoHandle handle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void wakeup() {}

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return false;
        }
    }

    @Test
    void aHostThatNeverRanHasNoThreadToEnd() {
        host.executeLast(() -> ran.add(Thread.currentThread()));
        host.close();
        assertThat(ran).containsExactly(Thread.currentThread());
    }

    /** Others go on to give it work, while some thread or the host's own asks for the event loop. */
    @Test
    void nothingIsLostWhileTheEventLoopTakesOver() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            NettyHost raced = new NettyHost(this::newEventLoop);
            int threads = 3;
            int each = 40;
            CountDownLatch all = new CountDownLatch(threads * each);
            List<List<Integer>> order = IntStream.range(0, threads)
                    .<List<Integer>>mapToObj(thread -> new ArrayList<>())
                    .toList();
            int asks = round % each;
            boolean inside = round % 2 == 0;
            IntStream.range(0, threads).forEach(thread -> new Thread(() -> {
                        for (int i = 0; i < each; i++) {
                            int number = i;
                            if (thread == 0 && i == asks && !inside) {
                                raced.eventLoop();
                            }
                            raced.execute(() -> {
                                if (thread == 0 && number == asks && inside) {
                                    raced.eventLoop();
                                }
                                order.get(thread).add(number);
                                all.countDown();
                            });
                        }
                    })
                    .start());
            assertThat(all.await(20, SECONDS)).as("round %s", round).isTrue();
            raced.close();
            assertThat(order).allSatisfy(its -> assertThat(its)
                    .containsExactlyElementsOf(IntStream.range(0, each).boxed().toList()));
        }
    }
}
