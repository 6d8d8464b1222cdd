package io.asyncio.seeing;

import io.asyncio.Loop;
import io.asyncio.LoopExtension;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.BooleanSupplier;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;

/**
 * Has Java's flight recorder, if the JVM has one, told what all loops do: {@code io.asyncio.TaskStart}, {@code
 * TaskSuspend}, {@code TaskResume}, {@code TaskEnd} and {@code SlowTurn}. Loops are observed only while somebody records. By
 * the recorder, too, somebody outside asks for the {@link LoopsBean}.
 */
public final class FlightRecorderExtension implements LoopExtension {
    private final Map<Loop, FlightObserver> observers = new WeakHashMap<>(); // guarded by itself
    private boolean recording; // guarded by observers

    /** For the service loader. */
    public FlightRecorderExtension() {
        if (ModuleLayer.boot().findModule("jdk.jfr").isPresent()) {
            new Listener().register();
        }
    }

    @Override
    public void loopCreated(Loop loop) {
        synchronized (observers) {
            FlightObserver observer = new FlightObserver(loop.name());
            observers.put(loop, observer);
            if (recording) {
                loop.addObserver(observer);
            }
        }
    }

    private List<Loop> openLoops() {
        synchronized (observers) {
            return observers.keySet().stream()
                    .filter(loop -> !loop.isClosed())
                    .sorted(Comparator.comparing(Loop::name))
                    .toList();
        }
    }

    private void observeIf(BooleanSupplier somebodyRecords) {
        synchronized (observers) {
            if (recording != somebodyRecords.getAsBoolean()) {
                recording = !recording;
                observers.forEach(recording ? Loop::addObserver : Loop::removeObserver);
            }
        }
    }

    /** A class of its own, as it is loaded only if the JVM has a flight recorder. */
    private final class Listener implements FlightRecorderListener {
        void register() {
            FlightRecorder.addListener(this);
            if (FlightRecorder.isInitialized()) {
                lookForRecordings();
            }
        }

        @Override
        public void recordingStateChanged(Recording recording) {
            lookForRecordings();
            if (recording.getName().equals(OtherJvm.BELL)
                    && ModuleLayer.boot().findModule("java.management").isPresent()) {
                LoopsBean.register(FlightRecorderExtension.this::openLoops);
            }
        }

        private void lookForRecordings() {
            observeIf(() -> FlightRecorder.getFlightRecorder().getRecordings().stream()
                    .anyMatch(recording -> recording.getState() == RecordingState.RUNNING));
        }
    }
}
