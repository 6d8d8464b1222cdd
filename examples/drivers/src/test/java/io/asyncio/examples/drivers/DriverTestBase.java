package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.getRunningLoop;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.VoidCoroutine;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A test beside a loop that runs, whose code tells whether it is on the loop's own thread. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class DriverTestBase {
    final Loop loop = Loop.create().start();
    final AsyncioLoopResources onLoop = AsyncioLoopResources.of(loop);

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    <T> T onLoop(Coroutine<T> body) throws Exception {
        return loop.createTask(body).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    void onLoop(VoidCoroutine body) throws Exception {
        loop.createTask(body).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** For operators and callbacks behind a driver. */
    void requireLoop() {
        assertThat(Thread.currentThread().getName())
                .isIn(loop.name(), loop.name() + "-task"); // in an event, or a task's step
        assertThat(getRunningLoop()).isSameAs(loop);
    }

    static void requireNoThread(String prefix) {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith(prefix));
    }
}
