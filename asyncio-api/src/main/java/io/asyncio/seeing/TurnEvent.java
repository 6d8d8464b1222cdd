package io.asyncio.seeing;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A turn that takes long, for Java's flight recorder. */
@Name("io.asyncio.SlowTurn")
@Label("Slow Turn")
@Description("A turn of an event loop that took long: what became ready meanwhile had to wait")
@Category("asyncio")
@StackTrace(false)
@Threshold("20 ms")
final class TurnEvent extends Event {
    @Label("Loop")
    @Nullable
    String loop;

    @Label("Callbacks and Steps")
    int size;

    /** Null if nobody records turns. */
    static @Nullable TurnEvent begin(String loop, int size) {
        TurnEvent event = new TurnEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.loop = loop;
        event.size = size;
        event.begin();
        return event;
    }

    void endTurn() {
        end();
        if (shouldCommit()) {
            commitInAnotherThread();
        }
    }

    /**
     * Once a thread that the loop's thread carries has recorded something, the recorder of JDK 25 drops what its carrier
     * records. A thread costs little beside a turn that is slow.
     */
    private void commitInAnotherThread() {
        Thread recorder = new Thread(null, this::commit, "asyncio-flight-recorder", 0, false);
        recorder.setDaemon(true);
        recorder.start();
        boolean interrupted = false;
        while (recorder.isAlive()) {
            try {
                recorder.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
