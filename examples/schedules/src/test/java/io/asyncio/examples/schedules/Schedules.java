package io.asyncio.examples.schedules;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import kotlin.Unit;
import org.pastalab.fray.core.TestRunner;
import org.pastalab.fray.core.command.Configuration;
import org.pastalab.fray.core.command.ExecutionInfo;
import org.pastalab.fray.core.command.LambdaExecutor;
import org.pastalab.fray.core.command.NetworkDelegateType;
import org.pastalab.fray.core.command.SystemTimeDelegateType;
import org.pastalab.fray.core.randomness.ControlledRandomProvider;
import org.pastalab.fray.core.randomness.Randomness;
import org.pastalab.fray.core.scheduler.POSScheduler;
import org.pastalab.fray.core.scheduler.RandomScheduler;
import org.pastalab.fray.core.scheduler.Scheduler;
import org.pastalab.fray.runtime.LivenessException;

/**
 * Runs a scenario many times, each time with the steps of its threads in another order.
 *
 * <p>On the JDK of the profile {@code fray}, Fray alone decides which thread makes the next step, and a deadlock fails the
 * test at once. It switches threads where they lock, park, or touch what is volatile or atomic; what they do to plain
 * fields in between is one step. On any other JDK the operating system decides, which finds less, and costs next to
 * nothing.
 */
public final class Schedules {
    private static final String REPORTS = System.getProperty("schedules.reports"); // set where Fray decides
    private static final int COUNT = Integer.getInteger("schedules", 100);
    private static final int SECONDS_AT_MOST = Integer.getInteger("schedules.seconds", 3600);
    private static final int STEPS_AT_MOST = 200_000; // a schedule makes some thousands

    private Schedules() {}

    /** What is run: it starts its threads and awaits their end, and throws if what must hold does not. */
    public interface Scenario {
        void run() throws Exception;
    }

    /** Whether Fray decides. */
    static boolean areControlled() {
        return REPORTS != null;
    }

    public static void explore(Scenario scenario) throws Exception {
        scenario.run(); // the initializers of classes run only once, and before Fray watches
        if (areControlled()) {
            runControlled(scenario, nameOfTest());
        } else {
            runFreely(scenario);
        }
    }

    private static String nameOfTest() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !frame.getClassName().equals(Schedules.class.getName()))
                        .map(frame -> frame.getClassName().replaceAll(".*\\.", "") + "." + frame.getMethodName())
                        .findFirst())
                .orElseThrow();
    }

    private static void runFreely(Scenario scenario) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_AT_MOST);
        for (int i = 0; i < COUNT && System.nanoTime() - end < 0; i++) {
            scenario.run();
        }
    }

    private static void runControlled(Scenario scenario, String name) {
        Path reports = Path.of(REPORTS, name);
        Throwable found = silentRunner(configuration(scenario, reports)).run();
        if (found != null) {
            throw new AssertionError("A schedule breaks this: see " + reports + "/fray.log", found);
        }
    }

    /** Fray's own tells of its progress on the output that it finds when it is made. */
    private static TestRunner silentRunner(Configuration configuration) {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        try {
            return new TestRunner(configuration);
        } finally {
            System.setOut(out);
        }
    }

    private static Configuration configuration(Scenario scenario, Path reports) {
        LambdaExecutor executor = new LambdaExecutor(() -> {
            runOnce(scenario);
            return Unit.INSTANCE;
        });
        return new Configuration(
                new ExecutionInfo(executor, false, false, STEPS_AT_MOST),
                reports,
                COUNT,
                SECONDS_AT_MOST,
                scheduler(),
                new ControlledRandomProvider(),
                false, // fullSchedule
                false, // exploreMode
                true, // noExitWhenBugFound
                false, // isReplay
                false, // noFray
                false, // dummyRun
                NetworkDelegateType.PROACTIVE,
                SystemTimeDelegateType.NONE,
                100_000, // virtualTimeDelta
                true, // ignoreTimedBlock
                true, // sleepAsYield
                false, // resetClassLoader
                false, // redirectStdout
                false, // abortThreadExecutionAfterMainExit
                false, // resolveRacingOperationStackTraceHash
                null); // timelineCoverageType
    }

    private static void runOnce(Scenario scenario) {
        try {
            scenario.run();
        } catch (LivenessException e) {
            throw new AssertionError("It has not ended after " + STEPS_AT_MOST + " steps", e);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** No PCT, which has strict priorities: a thread that spins until another one has stored its element starves that one. */
    private static Scheduler scheduler() {
        String name = System.getProperty("schedules.order", "pos");
        Randomness random = new ControlledRandomProvider().getRandomness();
        return switch (name) {
            case "pos" -> new POSScheduler(random);
            case "random" -> new RandomScheduler(random);
            default -> throw new IllegalArgumentException("-Dschedules.order=" + name + ": use pos or random");
        };
    }
}
