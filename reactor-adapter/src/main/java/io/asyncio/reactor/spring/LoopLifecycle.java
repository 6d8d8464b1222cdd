package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.waitUntil;

import io.asyncio.Loop;
import io.asyncio.ReturnWhen;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.util.List;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the loop before what uses it, and stops it after: the web server has answered its last request by then. Tasks
 * that are left are cancelled, and have Spring's shutdown timeout to clean up.
 */
final class LoopLifecycle implements SmartLifecycle {
    static final int BEFORE_WEB_SERVERS = DEFAULT_PHASE - 4096; // these are at -1024 and -2048

    private final Loop loop;

    LoopLifecycle(Loop loop) {
        this.loop = loop;
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public boolean isRunning() {
        return loop.isRunning();
    }

    @Override
    public void stop() {
        loop.stop();
    }

    @Override
    public void stop(Runnable stopped) {
        loop.stopped().thenRun(stopped);
        TaskOptions options = TaskOptions.named("graceful shutdown").withDoneCallback(done -> loop.stop());
        loop.createTask(options, this::cancelOthers);
    }

    private void cancelOthers() {
        for (List<Task<?>> others = others(); !others.isEmpty(); others = others()) {
            others.forEach(Task::cancel);
            waitUntil(ReturnWhen.ALL_COMPLETED, others);
        }
    }

    private List<Task<?>> others() {
        Task<?> self = currentTask();
        return loop.allTasks().stream().filter(task -> task != self).toList();
    }

    @Override
    public int getPhase() {
        return BEFORE_WEB_SERVERS;
    }
}
