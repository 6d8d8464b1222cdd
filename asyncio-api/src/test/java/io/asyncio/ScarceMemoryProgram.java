package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.wrapFuture;

import io.asyncio.fiber.FiberKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/** In a small heap: some tasks take all there is, and hold it over some steps, while others go about their work. */
final class ScarceMemoryProgram {
    private static final int ROUNDS = 2;
    private static final int TASKS = 40;

    private static final AtomicReferenceArray<List<byte[]>> TAKEN = new AtomicReferenceArray<>(TASKS);
    private static final long PATIENCE_MILLIS = 10_000;

    private final Loop other;
    private final long giveUp = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    private int failed;
    private int ended;

    private ScarceMemoryProgram(Loop other) {
        this.other = other;
    }

    public static void main(String[] args) {
        String line;
        FiberKind kind = FiberKind.valueOf(args[0]);
        if (kind == FiberKind.VIRTUAL) { // the JDK's unpark() waits for memory, as docs/fibers.md says
            giveMemoryBackLater();
        }
        try (Loop other = Loop.on(LoopSockets.newHost(), kind);
                Loop loop = Loop.on(LoopSockets.newHost(), kind)) {
            loop.setExceptionHandler((told, context) -> {});
            other.setExceptionHandler((told, context) -> {});
            other.start();
            ScarceMemoryProgram program = new ScarceMemoryProgram(other);
            loop.runUntilComplete(program::run);
            line = program.failed > 0 && program.ended == ROUNDS * TASKS ? "went on" : "lost a task";
        } catch (Throwable e) {
            line = "ended loudly";
        }
        System.out.println(line);
        System.exit(0);
    }

    private static void giveMemoryBackLater() {
        giveMemoryBack(); // has the JVM link it while there is memory
        Thread giver = new Thread(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
            giveMemoryBack();
        });
        giver.setDaemon(true);
        giver.start();
    }

    /** Needs none itself. */
    private static void giveMemoryBack() {
        for (int i = 0; i < TASKS; i++) {
            TAKEN.set(i, null);
        }
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
                    failed(again);
                    rest();
                }
            }
            tasks.forEach(this::awaitEnd);
        }
    }

    /** Who cannot suspend keeps all others from giving memory back: not for ever. */
    private void failed(OutOfMemoryError noMemory) {
        failed++;
        if (System.nanoTime() > giveUp) {
            throw noMemory;
        }
    }

    private static void rest() {
        try {
            sleepMs(1);
        } catch (OutOfMemoryError noMemory) {
            // there is none for this either
        }
    }

    /** There may be no memory for waiting either. */
    private void awaitEnd(Task<?> task) {
        while (!task.done()) {
            try {
                await(task);
            } catch (OutOfMemoryError e) {
                failed(e);
            } catch (Throwable e) {
                failed++;
            }
        }
        ended++;
    }

    private void work(int number, Queue<Integer> queue) throws Exception {
        if (number % 20 == 0) {
            takeAll(number);
        }
        for (int i = 0; i < 10; i++) {
            int item = i;
            switch (number % 8) {
                case 0 -> sleepMs(i % 2);
                case 1 -> await(createTask(() -> sleepMs(0)));
                case 2 -> waitFor(() -> queue.put(item), 0.5);
                case 3 -> waitFor(queue::get, 0.5);
                case 4 -> waitFor(other.createTask(() -> sleepMs(1)), 0.5);
                case 5 -> waitFor(wrapFuture(completedLater()), 0.5);
                case 6 -> expire();
                default -> taskGroup(ScarceMemoryProgram::twoSleeps);
            }
        }
    }

    private static CompletableFuture<Integer> completedLater() {
        CompletableFuture<Integer> later = new CompletableFuture<>();
        createTask(() -> later.complete(1));
        return later;
    }

    private static void expire() {
        try {
            timeout(0.001, () -> sleepMs(1000));
        } catch (TimeoutException e) {
            // as it must
        }
    }

    private static void twoSleeps(TaskGroup group) {
        group.createTask(() -> sleepMs(0));
        group.createTask(() -> sleepMs(1));
    }

    private static void takeAll(int number) {
        TAKEN.set(number, new ArrayList<>());
        try {
            while (true) {
                TAKEN.get(number).add(new byte[number == 0 ? 1 << 20 : 1 << 14]);
            }
        } catch (OutOfMemoryError full) {
            sleepMs(0); // the others meet no memory
            sleepMs(1);
            throw full;
        } finally {
            TAKEN.set(number, null);
        }
    }
}
