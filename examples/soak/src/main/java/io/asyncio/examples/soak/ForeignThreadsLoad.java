package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.wrapFuture;

import io.asyncio.CancelledError;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.ThreadSafeFlag;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Threads that are none of the loop's post to it, cancel its tasks, wait for them, and set flags. */
final class ForeignThreadsLoad extends Load {
    private static final int SETS = 5;

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    ForeignThreadsLoad() {
        super("foreign threads", 3);
    }

    @Override
    void round(Random random) {
        Loop loop = getRunningLoop();
        post(loop, random.nextInt());
        cancel(random);
        wait(loop, random.nextInt());
        own();
        setFlag();
    }

    @Override
    void close() {
        threads.shutdown();
    }

    private void post(Loop loop, int value) {
        Future<Integer> posted = loop.createFuture();
        threads.execute(() -> loop.callSoonThreadsafe(() -> posted.setResult(value)));
        require(await(posted) == value, "what another thread posts arrives");
    }

    private void cancel(Random random) {
        Task<?> sleeping = createTask(() -> sleep(3600));
        if (random.nextBoolean()) {
            sleepMs(0); // it has begun, then
        }
        threads.execute(sleeping::cancel);
        requireCancelled(sleeping);
    }

    private void wait(Loop loop, int value) {
        int seen = await(wrapFuture(CompletableFuture.supplyAsync(
                () -> loop.createTask(() -> value).toCompletableFuture().join(), threads)));
        require(seen == value, "another thread gets a task's result");
    }

    private void own() {
        Task<?> sleeping = createTask(() -> sleep(3600));
        CompletableFuture<?> owner = sleeping.toOwningCompletableFuture();
        threads.execute(() -> owner.cancel(false));
        requireCancelled(sleeping);
    }

    private void setFlag() {
        ThreadSafeFlag flag = new ThreadSafeFlag();
        for (int i = 0; i < SETS; i++) {
            threads.execute(flag::set);
        }
        flag.await();
    }

    private static void requireCancelled(Task<?> task) {
        try {
            await(task);
        } catch (CancelledError e) {
            return;
        }
        throw new IllegalStateException("A task that another thread has cancelled went on");
    }
}
