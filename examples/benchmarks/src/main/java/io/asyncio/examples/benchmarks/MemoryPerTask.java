package io.asyncio.examples.benchmarks;

import io.asyncio.examples.benchmarks.report.Report;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much heap a suspended task keeps: ours on each fiber, a coroutine, a virtual thread. Each count of each is a JVM
 * of its own, three times. The results are written as JMH writes its own.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Memory}
 */
public final class MemoryPerTask {
    private static final int FORKS = 3;
    /** So many platform threads are as many as most systems allow; their stacks are not on the heap. */
    private static final int PLATFORM_TASKS = 5_000;

    private final List<String> results = new ArrayList<>();

    private MemoryPerTask() {}

    /** The arguments are the numbers of tasks: 100,000 and 1,000,000 if there are none. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        String[] counts = arguments.length == 0 ? new String[] {"100000", "1000000"} : arguments;
        MemoryPerTask memory = new MemoryPerTask();
        for (String tasks : counts) {
            memory.measure("asyncio", "carrier", tasks);
            memory.measure("asyncio", "virtual", tasks);
            memory.measure("kotlin", null, tasks);
            memory.measure("virtualThread", null, tasks);
        }
        memory.measure("asyncio", "platform", Integer.toString(PLATFORM_TASKS));
        memory.write(Benchmarks.RESULTS.resolve("Memory.json"));
    }

    private void measure(String contender, String fiber, String tasks) throws IOException, InterruptedException {
        String name = fiber == null ? contender : contender + " " + fiber;
        List<String> samples = new ArrayList<>();
        for (int i = 0; i < FORKS; i++) {
            String bytes = fork(contender, fiber, tasks);
            if (bytes.isEmpty()) {
                System.out.println(name + ": not on this JDK, or it failed");
                return;
            }
            samples.add(bytes);
        }
        System.out.println(name + ", " + tasks + " tasks: " + samples + " bytes a task");
        String parameters = "\"tasks\": \"" + tasks + "\"" + (fiber == null ? "" : ", \"fiber\": \"" + fiber + "\"");
        results.add("""
                {"benchmark": "%s.%s", "mode": "ss", "params": {%s},
                 "primaryMetric": {"scoreUnit": "B/task", "rawData": [%s]}}""".formatted(MemoryPerTask.class.getName(), contender, parameters, samples));
    }

    /** What the JVM of {@link SuspendedTasks} printed. */
    private static String fork(String contender, String fiber, String tasks) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-Xmx8g", "-XX:+UseSerialGC", "-classpath", classPath()));
        if (fiber != null) {
            command.add("-Dio.asyncio.fiber=" + fiber);
        }
        command.addAll(List.of(SuspendedTasks.class.getName(), contender, tasks));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String printed = new String(process.getInputStream().readAllBytes()).trim();
        return process.waitFor() == 0 ? printed : "";
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "[" + String.join(",\n", results) + "]\n");
        Report.write(file.getParent(), "Memory", List.of(file));
    }
}
