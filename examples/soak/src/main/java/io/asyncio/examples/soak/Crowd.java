package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitForMs;

import io.asyncio.CancelledError;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** Tasks that run one body beside each other. Some are cancelled, some run out of time, wherever they may be. */
final class Crowd {
    private static final int LONGEST_MS = 8;
    private static final int NO_LIMIT = -1;

    private Crowd() {}

    /** Waits for the end of all, and tells how many of them have returned in time. */
    static int run(Random random, int size, VoidCoroutine body) throws Exception {
        List<Task<Boolean>> all = new ArrayList<>();
        List<Task<Boolean>> doomed = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int fate = random.nextInt(4);
            int limit = fate == 0 ? random.nextInt(LONGEST_MS) : NO_LIMIT;
            Task<Boolean> task = createTask(() -> returnsInTime(body, limit));
            all.add(task);
            if (fate == 1) {
                doomed.add(task);
            }
        }
        for (Task<Boolean> task : doomed) {
            sleepMs(random.nextInt(LONGEST_MS) / 2);
            task.cancel();
        }
        return countReturned(all);
    }

    private static boolean returnsInTime(VoidCoroutine body, int limit) throws Exception {
        if (limit == NO_LIMIT) {
            body.run();
            return true;
        }
        try {
            waitForMs(body, limit);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static int countReturned(List<Task<Boolean>> tasks) {
        int returned = 0;
        for (Task<Boolean> task : tasks) {
            try {
                if (await(task)) {
                    returned++;
                }
            } catch (CancelledError e) {
                // as planned
            }
        }
        return returned;
    }
}
