package io.asyncio.view;

import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * What the page of a {@link LoopView} is made of, for who serves it by another server: the page, and the messages that it
 * listens to. A subscriber is told first all that is so, then four times a second what has changed, in a thread of the
 * feed's. The loops are observed only while there are subscribers. Any thread may call.
 */
public final class LoopFeed implements AutoCloseable {
    private static final Logger LOG = Loggers.getLogger(LoopView.class);
    private static final long SAMPLE_MILLIS = 25;
    private static final int SAMPLES_OF_A_MESSAGE = 10;
    private static final long STACKS_NANOS = 20_000_000; // for reading stacks, of each message

    private final Map<String, Loop> loops;
    private final PageText page;
    private final boolean mayCancel;
    private final AtomicLong taskIds = new AtomicLong();
    private final FeedClock clock = new FeedClock();
    private volatile List<WatchedLoop> watched = List.of(); // while there are viewers
    private final Set<Viewer> viewers = new LinkedHashSet<>(); // guarded by this, as the next four
    private final Set<Viewer> untold = new LinkedHashSet<>(); // those who are to be told all
    private boolean someoneIsNew;
    private @Nullable Thread thread;
    private boolean closed;
    private final Map<String, Integer> sites = new LinkedHashMap<>(); // touched by the thread, as the next
    private int sitesTold;

    private LoopFeed(Map<String, Loop> loops, boolean mayCancel) {
        this.loops = loops;
        this.mayCancel = mayCancel;
        this.page = new PageText(mayCancel);
    }

    /**
     * A feed of {@code loops}, which the page calls by these names.
     *
     * @param mayCancel whether who looks may cancel tasks
     */
    public static LoopFeed of(Map<String, Loop> loops, boolean mayCancel) {
        return new LoopFeed(new LinkedHashMap<>(loops), mayCancel);
    }

    /** By their own names, which need not differ. */
    static Map<String, Loop> byName(Collection<Loop> loops) {
        Map<String, Loop> named = new LinkedHashMap<>();
        for (Loop loop : loops) {
            String name = loop.name();
            named.put(named.containsKey(name) ? name + " (" + named.size() + ")" : name, loop);
        }
        return named;
    }

    /**
     * The page, as HTML. From the place where it stands it asks for {@code events}, which are {@link #messages()} as
     * {@code text/event-stream}, and posts to {@code cancel?task=1&token=...}, as {@link #cancel} takes them.
     */
    public String page() {
        return page.html();
    }

    /**
     * What the page listens to: JSON without line breaks, without end until {@link #close()}. Who does not take the messages
     * in is told less often.
     */
    public Flux<String> messages() {
        return Flux.create(sink -> {
            Viewer viewer = new FluxViewer(sink);
            join(viewer);
            sink.onDispose(() -> leave(viewer)); // at once, if the subscriber has gone already
        });
    }

    /**
     * Cancels a task, as {@link Task#cancel()}.
     *
     * @param id which, as the messages call it
     * @param token what the page sends as its proof that it is the page of this feed
     * @return false if there is no such task any more
     * @throws SecurityException if this feed may not cancel, or the token is another
     */
    public boolean cancel(long id, @Nullable String token) {
        if (!mayCancel) {
            throw new SecurityException(
                    "This view only shows: start it with ViewOptions.withCancel(true) to cancel tasks");
        }
        if (!page.hasToken(token)) {
            throw new SecurityException(
                    "This request to cancel a task does not come from the page of this view: reload it");
        }
        for (WatchedLoop loop : watched) {
            Task<?> task = loop.taskWithId(id);
            if (task != null) {
                return task.cancel("cancelled in the live view");
            }
        }
        return false;
    }

    /** Ends the messages, and lets go of the loops, which go on. Without effect if it is closed. */
    @Override
    public void close() {
        List<Viewer> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(viewers);
        }
        left.forEach(this::leave);
        left.forEach(Viewer::ended);
    }

    void join(Viewer viewer) {
        synchronized (this) {
            if (!closed) {
                if (thread == null) {
                    thread = startThread(); // first: there may be none; it waits for what follows
                }
                if (viewers.isEmpty()) {
                    attach();
                }
                viewers.add(viewer);
                untold.add(viewer);
                someoneIsNew = true;
                notifyAll();
                return;
            }
        }
        viewer.ended();
    }

    synchronized void leave(Viewer viewer) {
        untold.remove(viewer);
        if (viewers.remove(viewer) && viewers.isEmpty()) {
            watched.forEach(WatchedLoop::detach);
            watched = List.of();
            notifyAll();
        }
    }

    private void attach() {
        List<WatchedLoop> all = new ArrayList<>();
        loops.forEach((name, loop) -> all.add(new WatchedLoop(name, loop, taskIds::incrementAndGet)));
        watched = all;
        all.forEach(WatchedLoop::attach);
    }

    private Thread startThread() {
        Thread made = new Thread(null, this::run, "asyncio-view", 0, false);
        made.setDaemon(true);
        made.start();
        return made;
    }

    private void run() {
        while (hasViewers()) {
            attempt(this::tell);
            for (int i = 0; i < SAMPLES_OF_A_MESSAGE && pause(); i++) {
                attempt(this::sample);
            }
        }
    }

    /** What fails once, as for want of memory or in a thread of users', is not the end of the view. */
    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (Throwable e) {
            try {
                LOG.warn("Error in the live view of event loops", e);
            } catch (Throwable untold) {
                // nobody is left to be told
            }
        }
    }

    private void sample() {
        long now = System.nanoTime();
        watched.forEach(loop -> loop.sample(now));
    }

    private synchronized boolean hasViewers() {
        if (viewers.isEmpty()) {
            thread = null;
        }
        return thread != null;
    }

    /** False if somebody is to be told at once, or nobody is left. */
    private synchronized boolean pause() {
        if (!someoneIsNew && !viewers.isEmpty()) {
            try {
                TimeUnit.MILLISECONDS.timedWait(this, SAMPLE_MILLIS);
            } catch (InterruptedException e) {
                // meant for nobody
            }
        }
        return !someoneIsNew && !viewers.isEmpty();
    }

    private void tell() {
        Map<Viewer, Boolean> toTell = new LinkedHashMap<>(); // and whether all
        List<WatchedLoop> toShow;
        synchronized (this) {
            viewers.forEach(viewer -> toTell.put(viewer, untold.contains(viewer)));
            someoneIsNew = false;
            toShow = watched;
        }
        long now = System.nanoTime();
        for (WatchedLoop loop : toShow) {
            long deadline = System.nanoTime() + STACKS_NANOS / toShow.size();
            loop.update(now, deadline, this::seen, this::siteId);
        }
        String changes = message(toShow, now, false);
        String all = toTell.containsValue(true) ? message(toShow, now, true) : "";
        toTell.forEach((viewer, isToldAll) -> told(viewer, viewer.offer(isToldAll ? all : changes)));
    }

    private synchronized void told(Viewer viewer, boolean hasTaken) {
        if (hasTaken) {
            untold.remove(viewer);
        } else if (viewers.contains(viewer)) {
            untold.add(viewer);
        }
    }

    private @Nullable SeenTask seen(Task<?> task) {
        for (WatchedLoop loop : watched) {
            SeenTask seen = loop.seen(task);
            if (seen != null) {
                return seen;
            }
        }
        return null;
    }

    private int siteId(String site) {
        return sites.computeIfAbsent(site, s -> sites.size());
    }

    private String message(List<WatchedLoop> toShow, long now, boolean all) {
        JsonText json = new JsonText().beginObject();
        json.name("now").value(clock.millis(now)).name("all").value(all);
        json.name("mayCancel").value(mayCancel);
        writeSites(json, all ? 0 : sitesTold);
        json.name("loops").beginArray();
        toShow.forEach(loop -> loop.writeTo(json, clock, now, all));
        return json.endArray().endObject().toString();
    }

    private void writeSites(JsonText json, int from) {
        json.name("siteFrom").value(from).name("sites");
        json.values(List.copyOf(sites.keySet()).subList(from, sites.size()));
        sitesTold = sites.size();
    }
}
