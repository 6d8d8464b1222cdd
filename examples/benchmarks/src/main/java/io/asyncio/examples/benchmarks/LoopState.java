package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;

import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Our loop, on a thread of its own. Fibers that the JDK does not offer fail, and the others go on. */
@State(Scope.Benchmark)
public class LoopState {
    @Param({"carrier", "virtual", "platform"})
    public String fiber = "";

    Loop loop;

    @Setup
    public void create() {
        System.setProperty("io.asyncio.fiber", fiber);
        loop = Loop.create();
    }

    @TearDown
    public void close() {
        loop.close();
    }

    /** A platform fiber is a thread, of which most systems allow some ten thousand. */
    void checkThreadsFor(int tasks) {
        if (fiber.equals("platform") && tasks > 10_000) {
            throw new UnsupportedOperationException(tasks + " platform threads are too many");
        }
    }

    <T> T run(Coroutine<T> main) {
        return loop.runUntilComplete(main);
    }

    /** Awaits their ends, too, and forgets them; returns how many ended as cancelled. */
    int cancelAll(List<Task<?>> tasks) {
        return run(() -> {
            tasks.forEach(Task::cancel);
            int cancelled = 0;
            for (Task<?> task : tasks) {
                cancelled += isCancelled(task) ? 1 : 0;
            }
            tasks.clear();
            return cancelled;
        });
    }

    /** In a task: awaits the end of {@code task}. */
    static boolean isCancelled(Task<?> task) {
        try {
            await(task);
            return false;
        } catch (CancelledError e) {
            return true;
        }
    }
}
