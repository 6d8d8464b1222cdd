package io.asyncio;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells a loop's observers where each step begins and ends. Touched by who holds the loop, but for {@link #current}. */
final class ObservedSteps {
    private final Loop loop;
    private @Nullable Step running; // that the observers were told of

    ObservedSteps(Loop loop) {
        this.loop = loop;
    }

    /** Runs {@code entry} as a step; tasks that pass the loop on meanwhile have theirs. */
    void run(Ready entry) {
        begin(entry, loop.core.stepsBegun());
        try {
            entry.run();
        } finally {
            end();
        }
    }

    /** What runs from now on, as the {@code number}-th. */
    void begin(Ready entry, int number) {
        tell(observer -> {
            Step begun = new Step(entry, number);
            running = begun;
            observer.stepBegan(begun);
        });
    }

    /** The step that has begun is over; without effect if none has, or if it ended while nobody observed. */
    void end() {
        Step ended = running;
        running = null;
        if (ended != null && ended.number() == loop.core.stepsBegun()) {
            tell(observer -> observer.stepEnded(ended));
        }
    }

    /** Never throws: the loop is about to be passed on. */
    void tell(Consumer<? super LoopObserver> what) {
        LoopObserver told = loop.observer();
        if (told != null) {
            try {
                what.accept(told);
            } catch (Throwable noMemory) {
                ErrorLog.tell("Error in an observer of an event loop", null, noMemory);
            }
        }
    }

    Step current() {
        TaskRun run = loop.current;
        Step told = running;
        int number = loop.core.stepsBegun();
        if (run == null && told != null && told.number() == number) {
            return told;
        }
        return new Step(run, number);
    }
}
