package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;

import io.asyncio.fiber.FiberKind;
import java.util.ArrayList;
import java.util.List;

/** In a small heap: some tasks take all there is, and hold it over some steps, while others go about their work. */
final class ScarceMemoryProgram {
    private static final int ROUNDS = 4;
    private static final int TASKS = 40;

    private int failed;
    private int ended;

    private ScarceMemoryProgram() {}

    public static void main(String[] args) {
        String line;
        try (Loop loop = Loop.on(LoopSockets.newHost(), FiberKind.valueOf(args[0]))) {
            loop.setExceptionHandler((told, context) -> {});
            ScarceMemoryProgram program = new ScarceMemoryProgram();
            loop.runUntilComplete(program::run);
            line = program.failed > 0 && program.ended == ROUNDS * TASKS ? "went on" : "lost a task";
        } catch (Throwable e) {
            line = "ended loudly";
        }
        System.out.println(line);
        System.exit(0);
    }

    private void run() {
        for (int round = 0; round < ROUNDS; round++) {
            List<Task<?>> tasks = new ArrayList<>();
            Queue<Integer> queue = new Queue<>(2);
            while (tasks.size() < TASKS) {
                int number = tasks.size();
                try {
                    tasks.add(createTask(() -> work(number, queue)));
                } catch (OutOfMemoryError again) {
                    failed++;
                    sleepMs(1);
                }
            }
            tasks.forEach(this::awaitEnd);
        }
    }

    /** There may be no memory for waiting either. */
    private void awaitEnd(Task<?> task) {
        while (!task.done()) {
            try {
                await(task);
            } catch (Throwable e) {
                failed++;
            }
        }
        ended++;
    }

    private static void work(int number, Queue<Integer> queue) throws Exception {
        if (number % 20 == 0) {
            takeAll(number);
        }
        for (int i = 0; i < 10; i++) {
            int item = i;
            switch (number % 4) {
                case 0 -> sleepMs(i % 2);
                case 1 -> await(createTask(() -> sleepMs(0)));
                case 2 -> waitFor(() -> queue.put(item), 0.5);
                default -> waitFor(queue::get, 0.5);
            }
        }
    }

    @SuppressWarnings("ModifiedButNotUsed") // it is in the way of others
    private static void takeAll(int number) {
        List<byte[]> all = new ArrayList<>();
        try {
            while (true) {
                all.add(new byte[number == 0 ? 1 << 20 : 1 << 14]);
            }
        } catch (OutOfMemoryError full) {
            sleepMs(0); // the others meet no memory
            sleepMs(1);
            all.clear();
            throw full;
        }
    }
}
