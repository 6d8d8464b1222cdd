package io.asyncio.reactor.lettuce;

import static io.asyncio.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Loop;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Without a Redis: what Lettuce is given. The example of drivers has the tests with one. */
class AsyncioEventLoopGroupProviderTest {
    private final Loop loop = Loop.create().start();
    private final ClientResources resources =
            AsyncioEventLoopGroupProvider.of(loop).clientResources().build();
    private final Timer timer = resources.timer();

    @AfterEach
    void close() throws Exception {
        resources.shutdown().get();
        loop.close();
    }

    @Test
    void allIsTheLoops() {
        assertThat(resources.eventExecutorGroup()).isSameAs(loop.eventLoop());
        assertThat(resources.ioThreadPoolSize()).isEqualTo(1);
        assertThat(resources.computationThreadPoolSize()).isEqualTo(1);
    }

    @Test
    void shutdownLeavesTheLoopAlone() throws Exception {
        RedisClient client = RedisClient.create(resources);
        client.shutdownAsync().get();
        assertThat(resources.shutdown().get()).isTrue();
        assertThat(resources
                        .eventLoopGroupProvider()
                        .shutdown(0, 1, TimeUnit.SECONDS)
                        .get())
                .isTrue();
        assertThat(loop.createTask(() -> 1).toCompletableFuture().get()).isEqualTo(1);
    }

    @Test
    void timersHoldTheLoop() throws Exception {
        CompletableFuture<Loop> held = new CompletableFuture<>();
        Timeout timeout = timer.newTimeout(self -> held.complete(getRunningLoop()), 1, TimeUnit.MILLISECONDS);
        assertThat(held.get()).isSameAs(loop);
        assertThat(timeout.isExpired()).isTrue();
        assertThat(timeout.cancel()).isFalse();
        assertThat(timeout.isCancelled()).isFalse();
        assertThat(timeout.timer()).isSameAs(timer);
        assertThat(timer.stop()).isEmpty();
    }

    @Test
    void aCancelledTimerDoesNotFire() throws Exception {
        CompletableFuture<String> fired = new CompletableFuture<>();
        loop.createTask(() -> {
                    Timeout timeout = timer.newTimeout(self -> fired.complete("cancelled"), 0, TimeUnit.SECONDS);
                    assertThat(timeout.cancel()).isTrue();
                    assertThat(timeout.cancel()).isFalse();
                    assertThat(timeout.isCancelled()).isTrue();
                    assertThat(timeout.isExpired()).isFalse();
                    timer.newTimeout(self -> fired.complete("other"), 1, TimeUnit.MILLISECONDS);
                })
                .toCompletableFuture()
                .get();
        assertThat(fired.get()).isEqualTo("other");
    }

    @Test
    void whatATimerThrowsGoesToTheExceptionHandler() throws Exception {
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        loop.setExceptionHandler((which, context) -> handled.complete(context.exception()));
        IOException failure = new IOException("checked");
        timer.newTimeout(
                self -> {
                    throw failure;
                },
                1,
                TimeUnit.MILLISECONDS);
        assertThat(handled.get()).isSameAs(failure);
    }

    @Test
    void aTimersTextMayThrowAsWell() throws Exception {
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        loop.setExceptionHandler((which, context) -> handled.complete(context.exception()));
        IllegalStateException failure = new IllegalStateException("of the task");
        TimerTask task = new TimerTask() {
            @Override
            public void run(Timeout timeout) {
                throw failure;
            }

            @Override
            public String toString() {
                throw new IllegalStateException("of its text");
            }
        };
        timer.newTimeout(task, 1, TimeUnit.MILLISECONDS);
        assertThat(handled.get(10, TimeUnit.SECONDS)).isSameAs(failure);
    }

    @Test
    void anErrorOfATimerGoesToTheExceptionHandler() throws Exception {
        CompletableFuture<Throwable> handled = new CompletableFuture<>();
        loop.setExceptionHandler((which, context) -> handled.complete(context.exception()));
        AssertionError failure = new AssertionError("an error");
        timer.newTimeout(
                self -> {
                    throw failure;
                },
                1,
                TimeUnit.MILLISECONDS);
        assertThat(handled.get(10, TimeUnit.SECONDS)).isSameAs(failure);
    }

    @Test
    void twoTransportsAreRefused() {
        assertThatThrownBy(() -> AsyncioEventLoopGroupProvider.requireSameTransport(
                        EpollSocketChannel.class, NioSocketChannel.class))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Lettuce makes channels of the class EpollSocketChannel, while event loops are for"
                        + " NioSocketChannel: have both use one transport, by -Dio.asyncio.transport, or by"
                        + " -Dio.lettuce.core.epoll, .kqueue and .iouring, each true or false");
    }
}
