package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** One run of a {@link Scenario} on a loop of its own, with a call that is cut short in one turn. */
final class Trial implements LoopObserver {
    /** How a call ends that does not end by itself. */
    enum Way {
        CANCEL,
        DEADLINE,
        CLOSE
    }

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Loop loop;
    private final Way way;
    private final int turn;
    private final List<VoidCoroutine> others = new ArrayList<>();
    private final List<AutoCloseable> outside = new ArrayList<>();
    private Timeout deadline;
    private Task<Boolean> called;
    private int turns; // since the call
    private boolean cutShort;
    private int running; // bodies whose finally blocks have not run

    /** In {@code turn} 0, the call has not begun; {@link Integer#MAX_VALUE} for never. */
    Trial(Loop loop, Way way, int turn) {
        this.loop = loop;
        this.way = way;
        this.turn = turn;
    }

    Loop loop() {
        return loop;
    }

    /** A task that starts behind the call's; the call waits for its end. */
    void behind(VoidCoroutine body) {
        others.add(body);
    }

    /** A task that does this a millisecond after the call. */
    void later(VoidCoroutine body) {
        behind(() -> {
            sleepMs(1);
            body.run();
        });
    }

    /** What the test closes when the loop is closed. */
    <C extends AutoCloseable> C own(C closeable) {
        outside.add(closeable);
        return closeable;
    }

    /** Runs {@code body} in a task, and waits for it and all {@link #behind} it; whether it was not cut short. */
    boolean call(VoidCoroutine body) throws Exception {
        deadline = Timeout.after(null);
        List<Task<?>> tasks = new ArrayList<>();
        called = createTask("call", () -> inTime(body));
        tasks.add(called);
        others.forEach(other -> tasks.add(createTask("other", () -> counted(other))));
        cutShortInTurn();
        assertThat(Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, PATIENCE, tasks).pending())
                .as(() -> "still running: " + loop.dump())
                .isEmpty();
        tasks.subList(1, tasks.size()).forEach(Future::result);
        return !(cutShort && called.cancelled()) && called.result();
    }

    private boolean inTime(VoidCoroutine body) throws Exception {
        try {
            counted(() -> deadline.run(body));
            return true;
        } catch (TimeoutException e) {
            if (!deadline.expired()) {
                throw e;
            }
            return false;
        }
    }

    private void cutShortInTurn() {
        if (turn == 0) {
            cutShort();
        } else {
            loop.addObserver(this);
        }
    }

    @Override
    public void turnBegan(int size) {
        if (++turns == turn) {
            loop.callSoon(this::cutShort);
        }
    }

    private void cutShort() {
        if (called.done()) {
            return;
        }
        cutShort = true;
        switch (way) {
            case CANCEL -> called.cancel();
            case DEADLINE -> deadline.rescheduleAfter(Duration.ZERO);
            case CLOSE -> loop.stop(); // who runs the loop then closes it
        }
    }

    private void counted(VoidCoroutine body) throws Exception {
        running++;
        try {
            body.run();
        } finally {
            running--;
        }
    }

    /** As the main task. */
    void run(Scenario scenario) throws Exception {
        counted(() -> scenario.course().run(this));
        if (scenario.realTime()) {
            for (int i = 0; i < PATIENCE.toMillis() && loop.allTasks().size() > 1; i++) {
                sleepMs(1);
            }
        }
        assertThat(loop.allTasks()).as("tasks left").containsExactly(Asyncio.currentTask());
        assertThat(loop.core.timers.size()).as("timers left").isZero();
    }

    /** Whether the call did not end by itself. */
    boolean isCutShort() {
        return cutShort;
    }

    /** When the loop is closed. */
    void end() throws Exception {
        for (AutoCloseable closeable : outside) {
            closeable.close();
        }
        assertThat(running).as("bodies whose finally blocks have not run").isZero();
        assertThat(loop.allTasks()).as("tasks left by the closed loop").isEmpty();
    }
}
