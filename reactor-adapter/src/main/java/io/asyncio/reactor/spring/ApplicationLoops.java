package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.reactor.LoopSchedulers;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The loops of an application: one, or a group. What a caller asks for is done on the loop that the caller is on. */
final class ApplicationLoops {
    private final List<Loop> loops;
    private final @Nullable LoopGroup group; // null for one loop

    private ApplicationLoops(List<Loop> loops, @Nullable LoopGroup group) {
        this.loops = loops;
        this.group = group;
    }

    static ApplicationLoops of(Loop loop) {
        return new ApplicationLoops(List.of(loop), null);
    }

    /** All loops of {@code group}, if {@code first} is one of several there. */
    static ApplicationLoops of(Loop first, @Nullable LoopGroup group) {
        if (group == null || group.loops().size() == 1 || !group.loops().contains(first)) {
            return of(first);
        }
        return new ApplicationLoops(group.loops(), group);
    }

    List<Loop> all() {
        return loops;
    }

    @Nullable
    LoopGroup groupOrNull() {
        return group;
    }

    /** The one that the caller is on, else the next in turn. */
    Loop callers() {
        return group == null ? loops.get(0) : group.currentOrNext();
    }

    /** The one that the caller is on, if any. */
    Optional<Loop> current() {
        return loops.stream().filter(Loop::isCurrent).findFirst();
    }

    LoopSchedulers installAsReactors() {
        return group == null ? LoopSchedulers.install(loops.get(0)) : LoopSchedulers.install(group);
    }
}
