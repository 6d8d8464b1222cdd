package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/asyncio}: what the tasks of each loop wait for. Like {@code python -m asyncio pstree}. */
@Endpoint(id = "asyncio")
public final class AsyncioEndpoint {
    private final Map<String, Loop> loops;

    /** Loops of a group that are beans themselves are called as these are. */
    AsyncioEndpoint(Map<String, Loop> loops, Map<String, LoopGroup> groups) {
        this.loops = LiveView.named(loops, groups);
    }

    /**
     * The loops of the application, by the names of their beans. A loop of a group that is no bean has its own name.
     */
    @ReadOperation
    public Map<String, LoopReport> loops() {
        return loops.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, loop -> LoopReport.of(loop.getValue())));
    }

    /**
     * One loop.
     *
     * @param running whether it runs
     * @param ready how many callbacks and steps of tasks are ready to run
     * @param active how many tasks are not done
     * @param tasks the tasks as a tree, line by line: below each task what it awaits
     */
    public record LoopReport(boolean running, int ready, int active, List<String> tasks) {
        private static LoopReport of(Loop loop) {
            List<String> tree = loop.dump().lines().skip(1).toList(); // the first is the loop itself
            return new LoopReport(
                    loop.isRunning(), loop.readyCount(), loop.allTasks().size(), tree);
        }
    }
}
