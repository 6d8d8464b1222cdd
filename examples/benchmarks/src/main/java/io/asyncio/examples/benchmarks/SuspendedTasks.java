package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Event;
import io.asyncio.Loop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import kotlinx.coroutines.ExecutorCoroutineDispatcher;
import kotlinx.coroutines.ExecutorsKt;

/** Suspends so many tasks, all waiting for one event, and prints the heap that one of them keeps, in bytes. */
public final class SuspendedTasks {
    private SuspendedTasks() {}

    /** The arguments are who suspends and how many. */
    public static void main(String... arguments) throws InterruptedException {
        int tasks = Integer.parseInt(arguments[1]);
        Suspender suspender =
                switch (arguments[0]) {
                    case "asyncio" -> new AsyncioSuspender();
                    case "kotlin" -> new KotlinSuspender();
                    default -> new VirtualThreadSuspender();
                };
        suspender.suspend(tasks); // until the JIT has compiled what they run: an interpreted frame takes more room
        long before = UsedHeap.bytes();
        suspender.suspend(tasks);
        System.out.println(Math.round((double) (UsedHeap.bytes() - before) / tasks));
        System.exit(suspender.suspended() == 2 * tasks ? 0 : 1); // the tasks never end
    }

    /** Who can suspend tasks. */
    private interface Suspender {
        /** Returns when all are suspended. */
        void suspend(int tasks) throws InterruptedException;

        int suspended();
    }

    private static final class AsyncioSuspender implements Suspender {
        private final Loop loop = Loop.create();
        private final Event never = new Event();
        private int started;

        @Override
        public void suspend(int tasks) {
            loop.runUntilComplete(() -> {
                for (int i = 0; i < tasks; i++) {
                    createTask(() -> {
                        started++;
                        never.await();
                    });
                }
                sleepMs(0);
            });
        }

        @Override
        public int suspended() {
            return loop.allTasks().size() == started ? started : -1;
        }
    }

    private static final class KotlinSuspender implements Suspender {
        private final ExecutorCoroutineDispatcher thread = ExecutorsKt.from(Executors.newSingleThreadExecutor());
        private final KotlinMemory memory = new KotlinMemory(thread);

        @Override
        public void suspend(int tasks) {
            memory.suspendMore(tasks);
        }

        @Override
        public int suspended() {
            return memory.getStarted();
        }
    }

    private static final class VirtualThreadSuspender implements Suspender {
        private final CountDownLatch never = new CountDownLatch(1);
        private int started;

        @Override
        public void suspend(int tasks) throws InterruptedException {
            CountDownLatch all = new CountDownLatch(tasks);
            for (int i = 0; i < tasks; i++) {
                VirtualThreads.start(() -> waitForever(all));
            }
            all.await();
            Thread.sleep(500); // the last ones go on to their wait
            started += tasks;
        }

        private void waitForever(CountDownLatch all) {
            all.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public int suspended() {
            return started;
        }
    }
}
