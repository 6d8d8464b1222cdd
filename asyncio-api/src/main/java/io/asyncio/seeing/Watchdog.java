package io.asyncio.seeing;

import io.asyncio.Loop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/** One thread that looks at all loops which are to be watched; there is none while there are none. */
final class Watchdog {
    static final long NO_LIMIT = Long.MAX_VALUE;

    private static final Logger LOG = Loggers.getLogger(Loop.class);

    /** Has all loops watched, outside of debug mode, too: how long a step may last, such as {@code 500ms} or {@code 2s}. */
    static final String PROPERTY = "io.asyncio.watchdog";

    private static final Set<StepWatch> WATCHES = new LinkedHashSet<>(); // guarded by the class
    private static @Nullable Thread thread; // guarded by the class

    private Watchdog() {}

    /** In nanoseconds; {@link #NO_LIMIT} if it is not set. */
    static long limitOfProperty() {
        String limit = System.getProperty(PROPERTY);
        if (limit == null) {
            return NO_LIMIT;
        }
        try {
            boolean isInMillis = limit.endsWith("ms");
            double number = Double.parseDouble(limit.substring(0, limit.length() - (isInMillis ? 2 : 1)));
            if (number > 0 && limit.endsWith("s")) {
                return Math.round(number * (isInMillis ? 1e6 : 1e9));
            }
        } catch (RuntimeException e) {
            // as for any other text
        }
        throw new IllegalArgumentException("-D" + PROPERTY + "=" + limit + " is no duration: use one as 500ms or 2s");
    }

    static synchronized void watch(StepWatch watch) {
        WATCHES.add(watch);
        if (thread == null) {
            start();
        }
        Watchdog.class.notifyAll(); // it may have to look more often
    }

    private static void start() {
        Thread made = new Thread(null, Watchdog::run, "asyncio-watchdog", 0, false);
        made.setDaemon(true);
        made.setPriority(Thread.NORM_PRIORITY);
        try {
            made.start();
            thread = made;
        } catch (Throwable noThread) {
            tell("No thread for the watchdog of event loops", noThread);
        }
    }

    private static void tell(String message, Throwable error) {
        try {
            LOG.error(message, error);
        } catch (Throwable unlogged) {
            // nobody is left to be told: the loops are looked at all the same
        }
    }

    static synchronized void forget(StepWatch watch) {
        if (WATCHES.remove(watch)) {
            Watchdog.class.notifyAll();
        }
    }

    private static void run() {
        for (List<StepWatch> watches = await(); !watches.isEmpty(); watches = await()) {
            for (StepWatch watch : watches) {
                try {
                    watch.look(System.nanoTime());
                } catch (Throwable e) {
                    tell("Error in the watchdog of event loops", e);
                }
            }
        }
    }

    /** Those to look at, when it is time; none if the thread shall end. */
    private static synchronized List<StepWatch> await() {
        long pause = WATCHES.stream().mapToLong(StepWatch::pause).min().orElse(0);
        if (pause > 0) {
            try {
                TimeUnit.NANOSECONDS.timedWait(Watchdog.class, pause);
            } catch (InterruptedException e) {
                // meant for nobody
            }
        }
        if (WATCHES.isEmpty()) {
            thread = null;
        }
        return List.copyOf(WATCHES);
    }
}
