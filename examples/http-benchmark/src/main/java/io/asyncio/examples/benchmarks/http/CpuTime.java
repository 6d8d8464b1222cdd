package io.asyncio.examples.benchmarks.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processor time that the threads of a process have used: on Linux to the nanosecond, from its scheduler, elsewhere as
 * exactly as the system tells.
 */
record CpuTime(Map<String, Long> nanosOfThreads) {
    static CpuTime of(ProcessHandle process) {
        Path threads = Path.of("/proc/" + process.pid() + "/task");
        return Files.isDirectory(threads) ? ofThreads(threads) : ofAll(process);
    }

    private static CpuTime ofAll(ProcessHandle process) {
        Duration total = process.info().totalCpuDuration().orElse(Duration.ZERO);
        return new CpuTime(Map.of("all", total.toNanos()));
    }

    private static CpuTime ofThreads(Path threads) {
        Map<String, Long> nanos = new HashMap<>();
        try (Stream<Path> each = Files.list(threads)) {
            each.forEach(thread -> nanos.put(thread.getFileName().toString(), nanosOf(thread)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CpuTime(nanos);
    }

    private static long nanosOf(Path thread) {
        try {
            String times = Files.readString(thread.resolve("schedstat")); // running, waiting, slices
            return Long.parseLong(times.substring(0, times.indexOf(' ')));
        } catch (IOException ended) {
            return 0;
        }
    }

    /** A thread that has ended since does not count. */
    long nanosSince(CpuTime before) {
        return nanosOfThreads.entrySet().stream()
                .mapToLong(thread ->
                        Math.max(0, thread.getValue() - before.nanosOfThreads.getOrDefault(thread.getKey(), 0L)))
                .sum();
    }
}
