package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightEventsTest extends LoopTestBase {
    @TempDir
    Path directory;

    @Test
    void theLifeOfATaskIsRecorded() throws IOException {
        String name = "recorded on " + kind;
        List<RecordedEvent> events = record(() -> run(() -> {
            createTask(name, () -> {
                sleepMs(1);
                return "result";
            });
            sleepMs(10);
        }));
        assertThat(events)
                .filteredOn(e -> e.hasField("task") && name.equals(e.getString("task")))
                .extracting(e -> e.getEventType().getName())
                .containsExactly(
                        "io.asyncio.TaskStart",
                        "io.asyncio.TaskSuspend",
                        "io.asyncio.TaskResume",
                        "io.asyncio.TaskEnd");
        assertThat(events)
                .filteredOn(named("io.asyncio.TaskEnd"))
                .extracting(e -> e.getString("outcome"))
                .contains("result");
        assertThat(events)
                .filteredOn(named("io.asyncio.TaskSuspend"))
                .allSatisfy(e -> assertThat(e.getStackTrace().getFrames()).isNotEmpty());
    }

    @Test
    void theEndOfATaskIsRecordedWithoutAskingItsOutcome() throws IOException {
        List<RecordedEvent> events = record(() -> run(() -> {
            Task<?> own = createTask("own " + kind, () -> List.of(currentTask(), new Unaskable()));
            Task<?> failed = createTask("failed " + kind, () -> {
                throw new UnaskableException();
            });
            Task<?> cancelled = createTask("cancelled " + kind, () -> sleepMs(1));
            sleepMs(0);
            cancelled.cancel();
            assertThat(gatherReturnExceptions(own, failed, cancelled))
                    .extracting(Outcome::isSuccess)
                    .containsExactly(true, false, false);
        }));
        assertThat(events)
                .filteredOn(named("io.asyncio.TaskEnd"))
                .filteredOn(e -> e.getString("task").endsWith(" " + kind))
                .extracting(e -> e.getString("outcome"))
                .containsExactlyInAnyOrder(
                        "result", "exception=io.asyncio.FlightEventsTest$UnaskableException", "cancelled");
        trail.assertIs();
    }

    private final class Unaskable {
        @Override
        public String toString() {
            trail.add("a result's toString()");
            return "secret";
        }
    }

    private final class UnaskableException extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            trail.add("an exception's getMessage()");
            return "secret";
        }
    }

    @Test
    void aTurnOverTheThresholdIsRecorded() throws IOException {
        List<RecordedEvent> events = record(() -> run(() -> {
            loop.callSoon(() -> busy(Duration.ofMillis(30)));
            loop.callSoon(() -> trail.add("waits for it"));
            sleepMs(0);
        }));
        assertThat(events).filteredOn(named("io.asyncio.SlowTurn")).anySatisfy(e -> {
            assertThat(e.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
            assertThat(e.getInt("size")).isEqualTo(3);
            assertThat(e.getString("loop")).startsWith("asyncio-loop-");
        });
    }

    private List<RecordedEvent> record(Runnable work) throws IOException {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            for (String event : List.of("TaskStart", "TaskSuspend", "TaskResume", "TaskEnd", "SlowTurn")) {
                recording.enable("io.asyncio." + event);
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        try {
            return RecordingFile.readAllEvents(file).stream()
                    .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    private static Predicate<RecordedEvent> named(String name) {
        return e -> e.getEventType().getName().equals(name);
    }

    private static void busy(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
