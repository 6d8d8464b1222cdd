package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Event;
import io.asyncio.Future;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Tasks that wait for an event, yield as often as they are told, and wait again. Made anew for each iteration: a stack
 * keeps the frames of code that ran before the JIT compiled it, and the JDK is slow with these.
 */
@State(Scope.Benchmark)
public abstract class AsyncioSpinners extends LoopState {
    private final Event go = new Event();
    private int rounds;
    private int running;
    private int switches;
    private Future<Integer> end;
    private final List<Task<?>> spinners = new ArrayList<>();

    abstract int tasks();

    @Setup(Level.Iteration)
    public void createTasks() {
        checkThreadsFor(10 * tasks()); // ten thousand threads would switch for minutes
        run(() -> {
            for (int i = 0; i < tasks(); i++) {
                spinners.add(createTask(this::spinForever));
            }
            sleepMs(0);
            return null;
        });
    }

    @TearDown(Level.Iteration)
    public void cancelTasks() {
        cancelAll(spinners);
    }

    private void spinForever() {
        while (true) {
            go.await();
            switches++;
            for (int i = 1; i < rounds; i++) {
                sleepMs(0);
                switches++;
            }
            if (--running == 0) {
                end.setResult(switches);
            }
        }
    }

    /** Lets each task switch so often, to be woken by the event being one of them; returns how often all did. */
    int spin(int times) {
        return run(() -> {
            rounds = times;
            running = tasks();
            switches = 0;
            end = loop.createFuture();
            go.set();
            go.clear();
            return await(end);
        });
    }

    /** For one job. */
    public static class Of10000 extends AsyncioSpinners {
        @Override
        int tasks() {
            return 10_000;
        }
    }

    /** For the curve. */
    public static class Of extends AsyncioSpinners {
        @Param({"10", "100", "1000", "10000", "100000", "1000000"})
        public int tasks;

        @Override
        int tasks() {
            return tasks;
        }
    }
}
