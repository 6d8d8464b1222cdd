package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.await;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs all loads beside each other on one loop, takes samples, prints a chart, and fails if a quantity has grown, an
 * invariant did not hold, or a load stood still.
 */
public final class SoakProgram {
    private static final int FEWEST_SAMPLES = 12;
    private static final int MOST_SAMPLES = 40;
    private static final long SAMPLE_MS = 15_000;
    /** For {@code open} and {@code close} of the loads. */
    private static final long LIMIT_SECONDS = 30;

    private final PrintStream out;
    private final Faults faults = new Faults();
    private final Loop loop = Loop.create();
    private final Loop far = Loop.create();
    private final Gate gate = new Gate();
    private final List<Load> loads;
    private final Report report;

    private SoakProgram(PrintStream out) throws Exception {
        this.out = out;
        this.loads = List.of(
                new TcpLoad(),
                new TlsLoad(Certificate.newContext()),
                new UdpLoad(),
                new HttpLoad(),
                new LockLoad(),
                new SemaphoreLoad(),
                new ConditionLoad(),
                new QueueLoad(),
                new EventAndBarrierLoad(),
                new GroupAndShieldLoad(),
                new ForeignThreadsLoad(),
                new BlockingCallsLoad(),
                new TwoLoopsLoad(far),
                new LoopsLoad(),
                new ReactorLoad(),
                new KotlinLoad());
        this.report = new Report(loads.stream().map(Load::name).toList());
    }

    /** The arguments are the minutes, and what the random choices begin with, 0 for anything. */
    public static void main(String... arguments) throws Exception {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        long millis = (long) (Double.parseDouble(arguments[0]) * 60_000);
        long seed = arguments.length < 2 ? 0 : Long.parseLong(arguments[1]);
        SoakProgram program = new SoakProgram(out);
        System.exit(program.succeeds(millis, seed == 0 ? System.nanoTime() : seed) ? 0 : 1);
    }

    private boolean succeeds(long millis, long seed) {
        out.printf("soak of %,d s, seed %d%n", millis / 1000, seed);
        List<String> wrong = new ArrayList<>();
        try {
            soak(millis, new Random(seed));
            wrong.addAll(report.growth());
        } catch (Exception e) {
            e.printStackTrace(out);
            wrong.add(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
        report.chart().forEach(out::println);
        wrong.forEach(text -> out.println("FAILED: " + text));
        if (wrong.isEmpty()) {
            out.println("nothing has grown");
        }
        return wrong.isEmpty();
    }

    private void soak(long millis, Random random) throws Exception {
        faults.listen();
        for (Loop each : List.of(loop, far)) {
            each.setExceptionHandler(faults);
            each.start();
        }
        inTask(() -> {
            for (Load load : loads) {
                load.open();
            }
        });
        List<Task<?>> workers = start(random);
        takeSamples(millis);
        finish(workers);
        far.close();
        loop.close();
        faults.watch(0);
    }

    private List<Task<?>> start(Random random) {
        List<Task<?>> workers = new ArrayList<>();
        for (Load load : loads) {
            for (int i = 0; i < load.workers(); i++) {
                Random own = new Random(random.nextLong());
                workers.add(loop.createTask(load.name(), () -> work(load, own)));
            }
        }
        return workers;
    }

    private void work(Load load, Random random) {
        try {
            load.run(gate, random);
        } catch (Exception | Error e) {
            faults.add("A round failed: " + load.name(), e);
        }
    }

    private void takeSamples(long millis) throws Exception {
        Sampler sampler = new Sampler(loop, far, gate, loads);
        long warmUp = millis / 10;
        long count = Math.max(FEWEST_SAMPLES, Math.min(MOST_SAMPLES, (millis - warmUp) / SAMPLE_MS));
        faults.watch(warmUp);
        for (int i = 0; i < count; i++) {
            faults.watch((millis - warmUp) / count);
            Sample sample = sampler.sample();
            out.println(sample.summary());
            report.add(sample);
        }
    }

    /** Lets the workers go home, and closes the loads: nothing may be left. */
    private void finish(List<Task<?>> workers) throws Exception {
        inTask(() -> {
            gate.end();
            for (Task<?> worker : workers) {
                await(worker);
            }
            for (Load load : loads) {
                load.close();
            }
        });
        inTask(() -> Load.require(loop.allTasks().size() == 1, "no task is left: " + loop.dump()));
        Load.require(far.allTasks().isEmpty(), "no task is left: " + far.dump());
        Load.require(loop.connectionCount() == 0, "no connection is left");
    }

    private void inTask(VoidCoroutine body) throws Exception {
        loop.createTask(body).toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }
}
