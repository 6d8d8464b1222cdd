package io.asyncio;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A loop's handlers of signals: they go with it. */
final class LoopSignals {
    private final Loop loop;
    private final Runnable onClose = this::removeAll; // the loop takes it once, however often it is given
    private final Map<JvmSignal, IntConsumer> handlers = new HashMap<>(); // guarded by this

    LoopSignals(Loop loop) {
        this.loop = loop;
    }

    synchronized void add(String name, Runnable callback) {
        JvmSignal signal = JvmSignal.named(name);
        IntConsumer handler = number -> post(callback);
        signal.add(handler);
        remove(signal, handlers.put(signal, handler));
        loop.onClose(onClose);
        if (loop.isClosed()) { // perhaps after the hooks were taken
            removeAll();
        }
    }

    synchronized boolean remove(String name) {
        JvmSignal signal = JvmSignal.named(name);
        return remove(signal, handlers.remove(signal));
    }

    private static boolean remove(JvmSignal signal, @Nullable IntConsumer handler) {
        if (handler != null) {
            signal.remove(handler);
        }
        return handler != null;
    }

    private synchronized void removeAll() {
        handlers.forEach(JvmSignal::remove);
        handlers.clear();
    }

    private void post(Runnable callback) {
        try {
            loop.callSoonThreadsafe(callback);
        } catch (IllegalStateException loopClosed) {
            // nobody is left to hear of it
        }
    }
}
