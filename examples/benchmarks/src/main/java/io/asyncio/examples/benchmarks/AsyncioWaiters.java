package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Event;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Tasks that wait for an event which nobody sets. */
@State(Scope.Benchmark)
public class AsyncioWaiters extends LoopState {
    private final Event never = new Event();
    private final List<Task<?>> tasks = new ArrayList<>();

    @Setup(Level.Invocation)
    public void createTasks() {
        run(() -> {
            for (int i = 0; i < CancelWaiters.TASKS; i++) {
                tasks.add(createTask(never::await));
            }
            sleepMs(0);
            return null;
        });
    }

    int cancelAll() {
        return cancelAll(tasks);
    }
}
