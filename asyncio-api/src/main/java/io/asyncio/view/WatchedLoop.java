package io.asyncio.view;

import io.asyncio.Loop;
import io.asyncio.LoopObserver;
import io.asyncio.OpenSocket;
import io.asyncio.Step;
import io.asyncio.Task;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What the viewers of a feed see of one loop: its observer, while there are any. */
final class WatchedLoop implements LoopObserver {
    private static final int MOST_SOCKETS = 500;

    private final Loop loop;
    private final String name;
    private final WatchedTasks tasks;
    private final TurnCounts turns = new TurnCounts();
    private final SlowStepLog log = new SlowStepLog();
    private final StepSampler sampler;
    private volatile long limit;
    private @Nullable Step running; // touched by who holds the loop, as the next
    private long start;

    WatchedLoop(String name, Loop loop, LongSupplier newIds) {
        this.name = name;
        this.loop = loop;
        this.tasks = new WatchedTasks(newIds);
        this.sampler = new StepSampler(loop);
        this.limit = loop.getSlowCallbackDuration().toNanos();
    }

    void attach() {
        loop.addObserver(this);
        tasks.addAll(loop);
    }

    void detach() {
        loop.removeObserver(this);
    }

    /** Often: whether a step lasts. */
    void sample(long now) {
        sampler.look(now);
    }

    /** Before each message: what has changed since the last one. */
    void update(long now, long deadline, Function<Task<?>, @Nullable SeenTask> byTask, ToIntFunction<String> siteIds) {
        limit = loop.getSlowCallbackDuration().toNanos();
        tasks.update(now, deadline, byTask, siteIds);
        turns.endPiece(now);
        log.update();
    }

    @Nullable
    SeenTask seen(Task<?> task) {
        return task.loop() == loop ? tasks.get(task) : null;
    }

    @Nullable
    Task<?> taskWithId(long id) {
        return tasks.withId(id);
    }

    void writeTo(JsonText json, FeedClock clock, long now, boolean all) {
        json.beginObject().name("name").value(name);
        json.name("state").value(loop.isClosed() ? "closed" : loop.isRunning() ? "running" : "stopped");
        json.name("fiber").value(tasks.fiber());
        json.name("ready").value(loop.readyCount());
        json.name("size").value(tasks.size());
        sampler.writeTo(json, now, limit);
        tasks.writeTo(json, clock, all);
        turns.writeTo(json, clock, all);
        log.writeTo(json, clock, all);
        writeSockets(json);
        json.endObject();
    }

    private void writeSockets(JsonText json) {
        List<OpenSocket> sockets = loop.openSockets();
        json.name("connections").value(loop.connectionCount());
        json.name("sockets").beginArray();
        sockets.stream().limit(MOST_SOCKETS).forEach(socket -> json.beginArray()
                .value(Texts.lowerCase(socket.kind()))
                .value(addressOf(socket.local()))
                .value(addressOf(socket.remote()))
                .endArray());
        json.endArray().name("allSockets").value(sockets.size());
    }

    private static String addressOf(@Nullable Object address) {
        return address == null ? "" : address.toString();
    }

    @Override
    public void turnBegan(int size) {
        turns.turnBegan(size);
    }

    @Override
    public void turnEnded(int size, long nanos) {
        turns.turnEnded(size, nanos);
    }

    @Override
    public void stepBegan(Step step) {
        running = step;
        start = System.nanoTime();
    }

    @Override
    public void stepEnded(Step step) {
        long nanos = System.nanoTime() - start;
        boolean wasSeenToBegin = running == step;
        running = null;
        if (wasSeenToBegin && nanos >= limit) {
            log.addSlow(step, sampler.stackOf(step), nanos);
        }
    }

    @Override
    public void slowStep(Step step, List<StackTraceElement> stack, long nanos) {
        log.addSlow(step, stack, nanos);
    }

    @Override
    public void taskCreated(Task<?> task) {
        turns.taskMade();
        tasks.created(task);
    }

    @Override
    public void taskStarted(Task<?> task) {
        tasks.moved(task);
    }

    @Override
    public void taskSuspended(Task<?> task, @Nullable Object on) {
        tasks.moved(task);
    }

    @Override
    public void taskResumed(Task<?> task) {
        tasks.moved(task);
    }

    @Override
    public void taskDone(Task<?> task, @Nullable Throwable failure) {
        turns.taskDone();
        tasks.done(task);
        if (failure != null) {
            log.addFailure("Task[" + task.getName() + "]", failure);
        }
    }
}
