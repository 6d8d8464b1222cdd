package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Event;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Tasks that wait for an event which nobody sets, some to be replaced. */
@State(Scope.Benchmark)
public class AsyncioCrowd extends LoopState {
    /** So many are replaced at a time. */
    static final int BATCH = 10;
    /** From one that is replaced to the next: prime, so that all have their turn. */
    static final int STRIDE = 7919;
    /** So many are cancelled before: what suspends while the JVM is cold stays interpreted until its end. */
    private static final int WARM_UP = 200_000;

    @Param({"10", "100", "1000", "10000", "100000", "1000000"})
    public int tasks;

    private final Event never = new Event();
    private Task<?>[] waiting;
    private int place;

    @Override // and called by JMH, as what it overrides
    public void create() {
        checkThreadsFor(tasks);
        super.create();
        makeWaiting(Math.min(tasks, 1_000));
        replace(WARM_UP);
        cancelAll(new ArrayList<>(List.of(waiting)));
        makeWaiting(tasks);
    }

    private void makeWaiting(int count) {
        waiting = new Task<?>[count];
        run(() -> {
            for (int i = 0; i < count; i++) {
                waiting[i] = createTask(never::await);
            }
            sleepMs(0);
            return null;
        });
    }

    int replace(int times) {
        return run(() -> {
            int cancelled = 0;
            for (int i = 0; i < times; i += BATCH) {
                cancelled += replaceSome();
                sleepMs(0);
            }
            return cancelled;
        });
    }

    private int replaceSome() {
        int[] chosen = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            place = (place + STRIDE) % waiting.length;
            chosen[i] = place;
            waiting[place].cancel();
        }
        int cancelled = 0;
        for (int each : chosen) {
            cancelled += isCancelled(waiting[each]) ? 1 : 0;
            waiting[each] = createTask(never::await);
        }
        return cancelled;
    }
}
