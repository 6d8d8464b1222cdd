package io.asyncio.examples.benchmarks.pairs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures contenders of one job in turns, and prints the ratio of ours to each: the median of the ratios of the rounds, and
 * their quartiles.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=Pairs -Darguments="SwitchInTurn
 * contenders=asyncio-carrier,kotlin"}
 */
public final class Pairs {
    /** More than there will be rounds: a JVM that has had its rounds is told to end. */
    private static final int ITERATIONS = 100_000;

    private static final String CLASS_PATH = "java.class.path";

    private final PairOptions options;
    private final List<Thread> runners = new ArrayList<>();

    private Pairs(PairOptions options) {
        this.options = options;
    }

    public static void main(String... arguments) throws IOException {
        System.setProperty("jmh.ignoreLock", "true"); // several at once are what is wanted
        PairOptions options = PairOptions.of(arguments);
        PairResults results = new Pairs(options).measure();
        results.append(options.results());
        System.out.println(PairTable.of(List.of(results)));
        System.out.println("Added to " + options.results().toAbsolutePath());
    }

    private PairResults measure() throws IOException {
        try (Turns turns = new Turns(options)) {
            List<String> names = names();
            String classPath = System.getProperty(CLASS_PATH);
            for (String name : names) {
                System.setProperty(
                        CLASS_PATH, options.classPath(name, classPath)); // JMH passes it on to the JVM it starts
                start(name, turns.port());
                turns.admit(); // one after the other: their start-ups would be in each other's way
            }
            List<Map<String, Sample>> rounds = turns.rounds();
            return PairResults.of(options.title(), names, rounds);
        } finally {
            runners.forEach(Pairs::join);
        }
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(options.contenders());
        names.add(1, names.get(0) + PairResults.AGAIN);
        return names;
    }

    private static void join(Thread runner) {
        try {
            runner.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(String name, int port) {
        Thread runner = new Thread(() -> run(name, port), name);
        runner.setDaemon(true);
        runners.add(runner);
        runner.start();
    }

    /** JMH's part; it has no results of its own, as the JVM ends before it. */
    private void run(String name, int port) {
        String[] methodAndFiber = name.replace(PairResults.AGAIN, "")
                .replace(PairOptions.BEFORE, "")
                .split("-", 2);
        boolean isServer = options.job().startsWith("Echo");
        ChainedOptionsBuilder jmh = new OptionsBuilder()
                .include("\\." + options.job() + "\\." + (isServer ? "echo" : methodAndFiber[0]) + "$")
                .addProfiler(TurnProfiler.class)
                .jvmArgsPrepend("-D" + TurnProfiler.PORT + "=" + port, "-D" + TurnProfiler.CONTENDER + "=" + name)
                .forks(1)
                .warmupIterations(0)
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(options.slice().toMillis()))
                .verbosity(VerboseMode.SILENT);
        options.parameters().forEach(jmh::param);
        if (isServer) {
            jmh.param("server", methodAndFiber[0]);
        } else if (methodAndFiber.length == 2) {
            jmh.param("fiber", methodAndFiber[1]);
        }
        try {
            new Runner(jmh.build()).run();
        } catch (RunnerException e) {
            System.out.println(name + ": " + e.getMessage());
        }
    }
}
