package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.createTask;

import io.asyncio.Queue;
import io.asyncio.QueueShutDownException;
import io.asyncio.Task;
import java.util.Random;

/** Crowds that put into a small queue and take out of it: what was put is there or was taken. */
final class QueueLoad extends Load {
    private static final int ITEMS = 4;

    QueueLoad() {
        super("Queue", 2);
    }

    @Override
    void round(Random random) throws Exception {
        Queue<Integer> queue = new Queue<>(2);
        int[] put = {0};
        int[] taken = {0};
        Task<?> steadfast = createTask(() -> takeUpTo(Integer.MAX_VALUE, queue, taken));
        Task<?> consumers = createTask(() -> {
            Crowd.run(random, 3, () -> takeUpTo(ITEMS, queue, taken));
        });
        Crowd.run(random, 6, () -> {
            for (int i = 0; i < ITEMS; i++) {
                queue.put(i);
                put[0]++;
            }
        });
        queue.join();
        queue.shutdown();
        consumers.await();
        steadfast.await();
        require(put[0] == taken[0], "what was put into a queue was taken out of it");
    }

    private static void takeUpTo(int most, Queue<Integer> queue, int[] taken) {
        try {
            for (int i = 0; i < most; i++) {
                queue.get();
                taken[0]++;
                queue.taskDone();
            }
        } catch (QueueShutDownException e) {
            // all have been taken
        }
    }
}
