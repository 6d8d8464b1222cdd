package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;

import io.asyncio.Queue;
import io.asyncio.Task;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** One task sends items to another over a queue of 64 places. */
public class QueueStream extends Comparison {
    private static final int ITEMS = 100_000;
    private static final int PLACES = 64;

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int asyncio(LoopState state) {
        Queue<Integer> queue = new Queue<>(PLACES);
        return counted(ITEMS, state.run(() -> {
            Task<?> sending = createTask(() -> {
                for (int i = 0; i < ITEMS; i++) {
                    queue.put(1);
                }
            });
            int received = 0;
            for (int i = 0; i < ITEMS; i++) {
                received += queue.get();
            }
            await(sending);
            return received;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int kotlin(KotlinThread thread) {
        return counted(ITEMS, KotlinPingPong.stream(thread.dispatcher, ITEMS, PLACES));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int kotlinRunBlocking() {
        return counted(ITEMS, KotlinPingPong.stream(KotlinThread.RUN_BLOCKING, ITEMS, PLACES));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int jox() {
        JoxChannel channel = new JoxChannel(PLACES);
        return counted(ITEMS, TwoVirtualThreads.run(() -> sendAll(channel), () -> receiveAll(channel)));
    }

    private static int sendAll(JoxChannel channel) {
        for (int i = 0; i < ITEMS; i++) {
            channel.send(1);
        }
        return 0;
    }

    private static int receiveAll(JoxChannel channel) {
        int received = 0;
        for (int i = 0; i < ITEMS; i++) {
            received += (Integer) channel.receive();
        }
        return received;
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int virtualThreads() {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(PLACES);
        return counted(ITEMS, TwoVirtualThreads.run(() -> putAll(queue), () -> takeAll(queue)));
    }

    private static int putAll(BlockingQueue<Integer> queue) throws InterruptedException {
        for (int i = 0; i < ITEMS; i++) {
            queue.put(1);
        }
        return 0;
    }

    private static int takeAll(BlockingQueue<Integer> queue) throws InterruptedException {
        int received = 0;
        for (int i = 0; i < ITEMS; i++) {
            received += queue.take();
        }
        return received;
    }
}
