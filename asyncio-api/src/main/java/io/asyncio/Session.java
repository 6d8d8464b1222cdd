package io.asyncio;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One run of a loop. Reserved first, which refuses all others; open when what it shall run is prepared; ended by a stop,
 * or cut short by the loop's close.
 */
final class Session extends Waiter {
    static final String COULD_NOT_GO_ON = "The event loop could not go on: ";

    static { // has the JVM link, while there is memory, what the end of a run calls
        CompletableFuture<@Nullable Void> rehearsal = new CompletableFuture<>();
        rehearsal.whenComplete((nothing, failure) -> {});
        rehearsal.complete(null);
    }

    private final LoopCore core;
    private final CompletableFuture<@Nullable Void> ended =
            new OffLoopFuture<>("have stopped().thenRun(...) tell you when the loop has stopped");
    private final Consumer<Session> complete = Session::complete; // made while there is memory
    private @Nullable Future<?> main; // whose end stops the loop
    private boolean begun; // touched by who holds the loop
    private boolean mainDone; // written before ended
    private boolean cutShort; // written before ended
    private volatile @Nullable Throwable broken; // why it could not go on
    private volatile boolean open;

    Session(LoopCore core) {
        this.core = core;
    }

    /** Before it is open. */
    void endWith(Future<?> newMain) {
        main = newMain;
    }

    void open() {
        open = true;
    }

    boolean isOpen() {
        return open;
    }

    /** Before its first turn, by who holds the loop: others may complete main as soon as it runs. */
    void begin() {
        if (!begun && main != null) {
            main.addListener(this);
        }
        begun = true;
    }

    /** Main is done, and who runs the loop will see how. */
    @Override
    void wake() {
        if (main != null) {
            main.markSeen();
        }
        mainDone = true;
        core.requestStop();
    }

    void end(boolean byClose) {
        cutShort = byClose;
        try {
            LoopObserver told = core.observer();
            if (open && told != null) {
                told.loopStopped();
            }
        } finally {
            MemoryShortage.insist(complete, this); // whatever fails, as for want of memory
        }
    }

    private void complete() {
        ended.complete(null);
    }

    /** It cannot go on, and is about to end. */
    void breakWith(Throwable cause) {
        broken = cause;
    }

    CompletableFuture<@Nullable Void> ended() {
        return ended.copy();
    }

    /**
     * Blocks until it has ended; an interrupt asks for that, and is kept.
     *
     * @throws IllegalStateException if it has not come to its end: {@code main}, or without one, a stop
     */
    void join(Runnable onInterrupt) {
        Blocking.join(ended, onInterrupt);
        Throwable cause = broken;
        if (cause != null && !mainDone) {
            throw new IllegalStateException(COULD_NOT_GO_ON + cause, cause);
        }
        if (cutShort && (main == null || !mainDone || main.cancelled())) {
            throw new IllegalStateException(LoopCore.CLOSED
                    + ": another thread closed it while it ran; call stop() first, and close() when it has stopped");
        }
        if (main != null && !mainDone) {
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
    }
}
