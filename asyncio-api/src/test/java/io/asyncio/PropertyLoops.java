package io.asyncio;

import io.asyncio.fiber.FiberKind;
import io.asyncio.host.VirtualTimeHost;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The loops of a property, one for each fiber, in virtual time. Its tries share them, as it costs more to make one than to
 * run most tries. Nothing of a try is left for the next, and one that fails takes its loop with it.
 */
final class PropertyLoops implements AutoCloseable {
    private final Map<FiberKind, Loop> loops = new EnumMap<>(FiberKind.class);

    void run(FiberKind kind, Consumer<Loop> body) {
        Loop loop = loops.computeIfAbsent(kind, k -> Loop.on(new VirtualTimeHost(LoopSockets.newHost()), k));
        boolean goesOn = false;
        try {
            body.accept(loop);
            loop.runUntilComplete(PropertyLoops::endWhatIsLeft);
            goesOn = true;
        } finally {
            if (!goesOn) {
                loops.remove(kind).close();
            }
        }
    }

    private static void endWhatIsLeft() {
        List<Task<?>> left = Asyncio.allTasks().stream()
                .filter(task -> task != Asyncio.currentTask())
                .toList();
        left.forEach(Task::cancel);
        Asyncio.gatherReturnExceptions(left);
        LoopTestBase.settle(); // failures that nobody has seen are told now
    }

    @Override
    public void close() {
        loops.values().forEach(Loop::close);
    }
}
