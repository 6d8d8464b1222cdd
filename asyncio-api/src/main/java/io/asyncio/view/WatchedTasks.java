package io.asyncio.view;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskState;
import io.asyncio.fiber.FiberKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** The tasks of one loop that are not done. The first three methods are called on the loop, the others by the feed. */
final class WatchedTasks {
    private static final long FIRST_STACKS_NANOS = 200_000_000; // more than later, so that who begins to look sees much

    private final Map<Task<?>, SeenTask> seen = new ConcurrentHashMap<>();
    private final Queue<Long> ended = new ConcurrentLinkedQueue<>(); // of those that viewers know
    private final LongSupplier newIds;
    private boolean isFirst = true;
    private List<SeenTask> changed = List.of();
    private List<Long> gone = List.of();

    WatchedTasks(LongSupplier newIds) {
        this.newIds = newIds;
    }

    /** By any thread. */
    void created(Task<?> task) {
        seen.put(task, new SeenTask(task, newIds.getAsLong(), System.nanoTime(), true));
    }

    void moved(Task<?> task) {
        SeenTask moving = seen.get(task);
        if (moving != null) {
            moving.move(System.nanoTime());
        }
    }

    void done(Task<?> task) {
        SeenTask ending = seen.remove(task);
        if (ending != null && ending.known) {
            ended.add(ending.id);
        }
    }

    /** Those that were there before anybody looked. */
    void addAll(Loop loop) {
        long now = System.nanoTime();
        for (Task<?> task : loop.allTasks()) {
            seen.computeIfAbsent(task, t -> new SeenTask(t, newIds.getAsLong(), now, false));
        }
    }

    @Nullable
    SeenTask get(Task<?> task) {
        return seen.get(task);
    }

    int size() {
        return seen.size();
    }

    /** Null if there is none, or not any more. */
    @Nullable
    Task<?> withId(long id) {
        return seen.values().stream()
                .filter(task -> task.id == id)
                .findFirst()
                .<Task<?>>map(found -> found.task)
                .orElse(null);
    }

    /** Finds out what has changed since the last time; reads stacks until {@code deadline}. */
    void update(long now, long deadline, Function<Task<?>, @Nullable SeenTask> byTask, ToIntFunction<String> siteIds) {
        long until = isFirst ? deadline + FIRST_STACKS_NANOS : deadline;
        isFirst = false;
        changed = new ArrayList<>();
        for (SeenTask task : seen.values()) {
            if (task.task.state() == TaskState.DONE) {
                done(task.task); // it was done before it was seen here, or has never begun
                continue;
            }
            boolean standsElsewhere =
                    task.isToBeLookedAt(now) && System.nanoTime() - until < 0 && task.look(now, siteIds);
            if (task.update(byTask) || standsElsewhere) {
                task.known = true;
                changed.add(task);
            }
            if (task.known && !seen.containsKey(task.task)) {
                ended.add(task.id); // meanwhile, by who saw that nobody knew it
            }
        }
        gone = takeEnded();
    }

    private List<Long> takeEnded() {
        List<Long> taken = new ArrayList<>();
        for (Long id = ended.poll(); id != null; id = ended.poll()) {
            taken.add(id);
        }
        return taken;
    }

    /** Those that have changed, or all as they were at the last update. */
    void writeTo(JsonText json, FeedClock clock, boolean all) {
        json.name("tasks").beginArray();
        if (all) {
            seen.values().stream()
                    .filter(task -> task.known)
                    .sorted(Comparator.comparingLong(task -> task.id))
                    .forEach(task -> task.writeTo(json, clock));
        } else {
            changed.forEach(task -> task.writeTo(json, clock));
        }
        json.endArray().name("gone").beginArray();
        gone.forEach(json::value);
        json.endArray();
    }

    /** What a task's stack is, by one that has a stack; empty if none has. */
    String fiber() {
        for (SeenTask task : seen.values()) {
            Thread thread = task.task.thread();
            if (thread != null) {
                return Texts.lowerCase(FiberKind.of(thread));
            }
        }
        return "";
    }
}
