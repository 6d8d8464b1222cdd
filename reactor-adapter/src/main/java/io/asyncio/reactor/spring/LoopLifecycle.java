package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.waitUntil;

import io.asyncio.Loop;
import io.asyncio.ReturnWhen;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the loops before what uses them, and stops them after: the web server has answered its last request by then. Tasks
 * that are left are cancelled, and have Spring's shutdown timeout to clean up.
 */
final class LoopLifecycle implements SmartLifecycle {
    static final int BEFORE_WEB_SERVERS = DEFAULT_PHASE - 4096; // these are at -1024 and -2048

    private final ApplicationLoops application;
    private final List<Loop> loops;

    LoopLifecycle(ApplicationLoops application) {
        this.application = application;
        this.loops = application.all();
    }

    @Override
    public void start() {
        loops.forEach(Loop::start);
        TaskType.began(application);
    }

    @Override
    public boolean isRunning() {
        return loops.stream().anyMatch(Loop::isRunning);
    }

    @Override
    public void stop() {
        TaskType.ended(application);
        loops.forEach(Loop::stop);
    }

    /** The loops go on until the last task has ended: a clean-up on one of them may await a task of another one. */
    @Override
    public void stop(Runnable stopped) {
        CompletableFuture.allOf(loops.stream().map(Loop::stopped).toArray(CompletableFuture<?>[]::new))
                .thenRun(stopped);
        TaskOptions options = TaskOptions.named("graceful shutdown").withDoneCallback(done -> stop());
        loops.get(0).createTask(options, this::cancelOthers);
    }

    private void cancelOthers() {
        for (List<Task<?>> others = others(); !others.isEmpty(); others = others()) {
            others.forEach(Task::cancel);
            waitUntil(ReturnWhen.ALL_COMPLETED, others);
        }
    }

    private List<Task<?>> others() {
        Task<?> self = currentTask();
        List<Task<?>> others = new ArrayList<>();
        loops.forEach(loop -> others.addAll(loop.allTasks()));
        others.remove(self);
        return others;
    }

    @Override
    public int getPhase() {
        return BEFORE_WEB_SERVERS;
    }
}
