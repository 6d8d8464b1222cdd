package io.asyncio.examples.schedules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Threads that run beside each other, and their failures. */
public final class Threads {
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** What a thread does. */
    public interface Work {
        void run() throws Exception;
    }

    private Threads() {}

    /** Runs each of {@code works} in a thread of its own, and returns when all have ended. */
    public static void together(Work... works) throws Exception {
        Threads started = new Threads();
        for (Work work : works) {
            started.start(work);
        }
        started.join();
    }

    private void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        thread.start();
        threads.add(thread);
    }

    private void join() throws Exception {
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable first = failures.poll();
        if (first != null) {
            throw new AssertionError("in one of the threads: " + first, first);
        }
    }

    /** Whether {@code call} was refused with a text that contains {@code reason}; any other failure is passed on. */
    static boolean isRefused(String reason, Work call) throws Exception {
        try {
            call.run();
            return false;
        } catch (IllegalStateException refusal) {
            if (!String.valueOf(refusal.getMessage()).contains(reason)) {
                throw refusal;
            }
            return true;
        }
    }
}
