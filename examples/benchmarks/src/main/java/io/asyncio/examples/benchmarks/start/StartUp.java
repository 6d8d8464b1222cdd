package io.asyncio.examples.benchmarks.start;

import io.asyncio.examples.benchmarks.report.Quartiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Starts programs in turns, waits for their ends, and prints what that took: medians and quartiles.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=StartUp -Darguments="20"}
 */
public final class StartUp {
    private static final List<String> CARRIER = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
    private static final int FIRST_JDK_WITH_AOT_CACHE = 25;

    private final Map<String, List<String>> programs = new LinkedHashMap<>();
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final Path folder = Files.createTempDirectory("start-up");
    private final String classPath = jarsOfOurs();

    private StartUp() throws IOException {}

    public static void main(String... arguments) throws IOException, InterruptedException {
        int rounds = arguments.length == 0 ? 20 : Integer.parseInt(arguments[0]);
        StartUp startUp = new StartUp();
        startUp.choose();
        for (int round = 0; round <= rounds; round++) {
            startUp.round(round > 0);
        }
        startUp.print();
    }

    private void choose() throws IOException, InterruptedException {
        add("empty program", List.of(), EmptyProgram.class);
        add("Mono.delay", List.of(), DelayProgram.class);
        add("Mono.delay, again", List.of(), DelayProgram.class);
        add("asyncio", List.of(), SleepProgram.class);
        if (Runtime.version().feature() >= FIRST_JDK_WITH_AOT_CACHE) {
            add("asyncio, carrier fibers", CARRIER, SleepProgram.class);
            addCached("asyncio, AOT cache", List.of(), SleepProgram.class);
            addCached("asyncio, carrier fibers, AOT cache", CARRIER, SleepProgram.class);
            addCached("Mono.delay, AOT cache", List.of(), DelayProgram.class);
        }
    }

    private void add(String name, List<String> flags, Class<?> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-classpath", classPath, program.getName()));
        programs.put(name, command);
        millis.put(name, new ArrayList<>());
    }

    /** The first run writes the cache. */
    private void addCached(String name, List<String> flags, Class<?> program) throws IOException, InterruptedException {
        String cache = folder.resolve(name.replaceAll("\\W+", "-") + ".aot").toString();
        add(name, with(flags, "-XX:AOTCacheOutput=" + cache), program);
        run(programs.get(name));
        add(name, with(flags, "-XX:AOTCache=" + cache), program);
    }

    private static List<String> with(List<String> flags, String flag) {
        List<String> all = new ArrayList<>(flags);
        all.add(flag);
        return all;
    }

    /** Only what a program needs that depends on asyncio-api; as jars, since a cache takes no folders. */
    private String jarsOfOurs() throws IOException {
        List<String> paths = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(path))) {
                if (path.contains("asyncio-api") || path.contains("benchmarks")) {
                    paths.add(jarOf(Path.of(path)));
                }
            } else if (path.matches(
                    ".*(asyncio-api|reactor-core|reactive-streams|jspecify|netty-(common|buffer|transport"
                            + "|handler|codec-base|resolver|transport-native-unix-common))-[^/\\\\]*\\.jar")) {
                paths.add(path);
            }
        }
        return paths.stream().collect(Collectors.joining(File.pathSeparator));
    }

    private String jarOf(Path classes) throws IOException {
        Path jar = folder.resolve(classes.getParent().getParent().getFileName() + ".jar");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "jar").toString(),
                "--create",
                "--file",
                jar.toString(),
                "-C",
                classes.toString(),
                ".");
        try {
            run(command);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return jar.toString();
    }

    private void round(boolean counts) throws IOException, InterruptedException {
        for (Map.Entry<String, List<String>> program : programs.entrySet()) {
            long began = System.nanoTime();
            run(program.getValue());
            if (counts) {
                millis.get(program.getKey()).add((System.nanoTime() - began) / 1e6);
            }
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException("ended with " + process.exitValue() + ": " + String.join(" ", command));
        }
    }

    private void print() {
        List<Double> reactors = millis.get("Mono.delay");
        System.out.println("| program | ms, median (quartiles) | of Mono.delay, round by round |\n|---|---:|---:|");
        millis.forEach((program, its) -> {
            Quartiles times = Quartiles.ofIndexed(its.size(), its::get);
            Quartiles ratios = Quartiles.ofIndexed(its.size(), round -> its.get(round) / reactors.get(round));
            System.out.println("| " + program + " | " + times.toString("%.0f") + " | " + ratios + " |");
        });
    }
}
