package io.asyncio.examples.benchmarks;

import java.lang.management.ManagementFactory;

/** What is reachable, of a JVM that runs with {@code -XX:+UseSerialGC}. */
public final class UsedHeap {
    private UsedHeap() {}

    public static long bytes() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(100);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
