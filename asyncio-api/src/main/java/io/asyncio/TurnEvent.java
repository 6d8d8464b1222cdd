package io.asyncio;

import io.asyncio.fiber.FiberBody;
import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.Fibers;
import io.asyncio.host.Host;
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

    static @Nullable Object begin(Host host, int size) {
        TurnEvent event = new TurnEvent();
        if (!event.isEnabled()) {
            return null;
        }
        event.loop = host.toString();
        event.size = size;
        event.begin();
        return event;
    }

    /**
     * Recorded in a fiber where the loop's thread carries fibers: once a carried thread has recorded something, the
     * recorder of JDK 25 drops what its carrier records.
     */
    static void end(Object begun, @Nullable Fibers fibers) {
        TurnEvent event = (TurnEvent) begun;
        event.end();
        if (!event.shouldCommit()) {
            return;
        }
        if (fibers != null && fibers.kind() == FiberKind.CARRIER) {
            fibers.create(new Recording(event)).resume();
        } else {
            event.commit();
        }
    }

    private record Recording(TurnEvent event) implements FiberBody {
        @Override
        public void runBody() {
            event.commit();
        }

        @Override
        public String threadName() {
            return "flight-recorder";
        }
    }
}
