package io.asyncio;

import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessHost;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A loop's subprocesses that run: they end with it. */
final class LoopProcesses implements ProcessHost {
    private static final long CLOSE_MILLIS = 1000; // at most, lest one that the system does not end holds up the loop

    private final Loop loop;
    private final Runnable onClose = this::close; // the loop takes it once, however often it is given
    private final Set<Process> running = ConcurrentHashMap.newKeySet();

    LoopProcesses(Loop loop) {
        this.loop = loop;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void started(Process process) {
        running.add(process);
        loop.onClose(onClose);
        if (loop.isClosed()) { // perhaps after the hooks were taken
            process.close(0);
        }
    }

    @Override
    public void ended(Process process) {
        running.remove(process);
    }

    @Override
    public <T extends @Nullable Object> T awaitThread(Callable<T> call) {
        return ThreadCall.await(BlockingThreads.INTERNAL, call);
    }

    @Override
    public void requireStack() {
        StackReserve.requireWithMargin();
    }

    @Override
    public void requireTask(String call) {
        TaskRun.current(call);
    }

    /** Whether something may come from one of them. */
    boolean areRunning() {
        return !running.isEmpty();
    }

    private void close() {
        running.forEach(process -> process.close(CLOSE_MILLIS));
    }
}
