package io.asyncio.examples.soak;

import io.asyncio.Event;
import java.util.ArrayList;
import java.util.List;

/** Where workers pass between two rounds. Closed, it keeps them, until no round is under way. It belongs to one loop. */
final class Gate {
    private final Event opened = new Event();
    private final Event atRest = new Event(); // set while nobody works
    private final List<String> working = new ArrayList<>();
    private boolean ended;

    Gate() {
        opened.set();
        atRest.set();
    }

    /** The caller begins to work. */
    void enter(String name) {
        working.add(name);
        atRest.clear();
    }

    void leave(String name) {
        working.remove(name);
        if (working.isEmpty()) {
            atRest.set();
        }
    }

    /** Suspends the caller, which has entered, while the gate is closed; whether it shall go on. */
    boolean pass(String name) {
        if (!opened.isSet()) {
            leave(name);
            opened.await();
            enter(name);
        }
        return !ended;
    }

    /** Keeps who comes, and suspends the current task until all have come. */
    void close() {
        opened.clear();
        atRest.await();
    }

    void open() {
        opened.set();
    }

    /** Tells all who pass from now on to go home. */
    void end() {
        ended = true;
        opened.set();
    }

    /** Whose rounds are under way, a name for each worker. */
    List<String> working() {
        return List.copyOf(working);
    }
}
