package io.asyncio.view;

import io.asyncio.Future;
import io.asyncio.Task;
import io.asyncio.TaskState;
import io.asyncio.fiber.CallSite;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One task as the viewers know it. When it has moved is written on the loop; all else belongs to the feed's thread.
 */
final class SeenTask {
    private static final int MOST_NAME_CHARS = 200;
    private static final int MOST_AWAITED = 20_000; // of one task
    private static final long SETTLED_NANOS = 100_000_000;
    private static final long AGED_NANOS = 2_000_000_000;
    private static final long NOBODY = -1;
    private static final int NO_SITE = -1;
    private static final long[] NONE = {};

    final Task<?> task;
    final long id;
    private final long made; // when it was seen first
    private final boolean seenMade; // else it was there before anybody looked
    private volatile long moved; // when it last began to run or to wait, as far as it was seen
    private volatile boolean seenMoved;
    volatile boolean known; // to the viewers

    private long movedBeforeLook = Long.MIN_VALUE; // which move the site is of
    private long looked; // when
    private int site = NO_SITE;
    private String name = "";
    private TaskState state = TaskState.NEW;
    private long toldMoved;
    private long[] awaited = NONE;

    SeenTask(Task<?> task, long id, long now, boolean seenMade) {
        this.task = task;
        this.id = id;
        this.made = now;
        this.seenMade = seenMade;
        this.moved = now;
        this.seenMoved = seenMade;
    }

    /** It begins to run, or to wait. On the loop. */
    void move(long now) {
        seenMoved = true;
        moved = now;
    }

    /** Whether its stack is to be read: it stands elsewhere, and has come to rest, or moves on and on. */
    boolean isToBeLookedAt(long now) {
        TaskState live = task.state();
        long last = moved;
        return movedBeforeLook != last
                && (live == TaskState.PARKED || live == TaskState.READY)
                && (site == NO_SITE || now - last >= SETTLED_NANOS || now - looked >= AGED_NANOS);
    }

    /** Reads its stack, which takes tens of microseconds. Whether it turns out to stand elsewhere. */
    boolean look(long now, ToIntFunction<String> siteIds) {
        looked = now;
        movedBeforeLook = moved;
        String found = CallSite.of(task.getStack());
        int before = site;
        site = found.isEmpty() ? NO_SITE : siteIds.applyAsInt(found);
        return site != before;
    }

    /** Takes over what is so now. Whether there is something to tell. */
    boolean update(Function<Task<?>, @Nullable SeenTask> byTask) {
        TaskState nowState = task.state();
        long nowMoved = moved;
        String nowName = Texts.cut(task.getName(), MOST_NAME_CHARS);
        long[] nowAwaited = awaitedNow(byTask);
        boolean changed = !known
                || nowState != state
                || nowMoved != toldMoved
                || !nowName.equals(name)
                || !Arrays.equals(nowAwaited, awaited);
        state = nowState;
        toldMoved = nowMoved;
        name = nowName;
        awaited = nowAwaited;
        return changed;
    }

    /** The tasks that it awaits, directly or behind other futures. */
    private long[] awaitedNow(Function<Task<?>, @Nullable SeenTask> byTask) {
        if (task.awaited().isEmpty()) {
            return NONE;
        }
        Set<Future<?>> found = new HashSet<>();
        Deque<Future<?>> left = new ArrayDeque<>(task.awaited());
        long[] ids = new long[left.size()];
        int count = 0;
        while (!left.isEmpty() && found.size() < MOST_AWAITED) {
            Future<?> future = left.remove();
            if (!found.add(future)) {
                continue;
            }
            if (future instanceof Task<?> awaitedTask) {
                long awaitedId = idOf(byTask.apply(awaitedTask));
                if (awaitedId != NOBODY) {
                    ids = count == ids.length ? Arrays.copyOf(ids, count * 2) : ids;
                    ids[count++] = awaitedId;
                }
            } else {
                left.addAll(future.awaited());
            }
        }
        return Arrays.copyOf(ids, count);
    }

    private static long idOf(@Nullable SeenTask seen) {
        return seen == null ? NOBODY : seen.id;
    }

    /** As {@code [id, name, state, moved, made, site, awaited ids]}; a time is negative if it was earlier than that. */
    void writeTo(JsonText json, FeedClock clock) {
        json.beginArray()
                .value(id)
                .value(name)
                .value(Texts.lowerCase(state))
                .value(clock.millis(toldMoved) * (seenMoved ? 1 : -1))
                .value(clock.millis(made) * (seenMade ? 1 : -1))
                .value(site);
        json.beginArray();
        for (long awaitedId : awaited) {
            json.value(awaitedId);
        }
        json.endArray().endArray();
    }
}
