package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;

import io.asyncio.Queue;
import io.asyncio.Task;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Two tasks send an item to and fro over two queues of one place; the number is for one item sent. */
public class QueuePingPong extends Comparison {
    private static final int ITEMS = 20_000;

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int asyncio(LoopState state) {
        Queue<Integer> ping = new Queue<>(1);
        Queue<Integer> pong = new Queue<>(1);
        return counted(ITEMS, state.run(() -> {
            Task<Integer> answering = createTask(() -> getAndPut(ping, pong));
            ping.put(1);
            int received = getAndPut(pong, ping);
            return received + await(answering);
        }));
    }

    private static int getAndPut(Queue<Integer> own, Queue<Integer> other) {
        int received = 0;
        for (int i = 0; i < ITEMS / 2; i++) {
            received += own.get();
            other.put(1);
        }
        return received;
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int kotlin(KotlinThread thread) {
        return counted(ITEMS, KotlinPingPong.items(thread.dispatcher, ITEMS));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int kotlinRunBlocking() {
        return counted(ITEMS, KotlinPingPong.items(KotlinThread.RUN_BLOCKING, ITEMS));
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int jox() {
        JoxChannel ping = new JoxChannel(1);
        JoxChannel pong = new JoxChannel(1);
        ping.send(1);
        return counted(
                ITEMS, TwoVirtualThreads.run(() -> receiveAndSend(ping, pong), () -> receiveAndSend(pong, ping)));
    }

    private static int receiveAndSend(JoxChannel own, JoxChannel other) {
        int received = 0;
        for (int i = 0; i < ITEMS / 2; i++) {
            received += (Integer) own.receive();
            other.send(1);
        }
        return received;
    }

    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public int virtualThreads() {
        BlockingQueue<Integer> ping = new ArrayBlockingQueue<>(1);
        BlockingQueue<Integer> pong = new ArrayBlockingQueue<>(1);
        ping.add(1);
        return counted(ITEMS, TwoVirtualThreads.run(() -> takeAndPut(ping, pong), () -> takeAndPut(pong, ping)));
    }

    private static int takeAndPut(BlockingQueue<Integer> own, BlockingQueue<Integer> other)
            throws InterruptedException {
        int received = 0;
        for (int i = 0; i < ITEMS / 2; i++) {
            received += own.take();
            other.put(1);
        }
        return received;
    }
}
