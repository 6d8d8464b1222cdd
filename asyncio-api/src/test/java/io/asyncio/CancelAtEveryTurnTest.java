package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.host.Host;
import io.asyncio.host.VirtualTimeHost;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each method that suspends is cut short in its first turn, in its second, and so on until it has ended by itself: by a
 * cancel, by a deadline, and by the end of its loop. Nothing is lost, and nothing stays.
 */
class CancelAtEveryTurnTest extends LoopTestBase {
    private static final long PATIENCE_MILLIS = 10_000;

    /** {@code -Dscenario=Stream.drain} has those of one method only. */
    static List<Scenario> scenarios() {
        String only = System.getProperty("scenario", "");
        return all().stream()
                .filter(scenario -> scenario.methods().contains(only))
                .toList();
    }

    private static List<Scenario> all() {
        return Stream.of(
                        PrimitiveScenarios.all(),
                        TaskScenarios.all(),
                        StreamScenarios.all(),
                        ServerScenarios.all(),
                        ProcessScenarios.all())
                .flatMap(List::stream)
                .toList();
    }

    /** A new public method has to have a scenario, or be named among those that never suspend. */
    @Test
    void eachMethodThatSuspendsHasAScenario() {
        Set<String> tried = new TreeSet<>();
        all().forEach(scenario -> tried.addAll(Arrays.asList(scenario.methods().split(" "))));
        assertThat(tried).isEqualTo(SuspendingMethods.all());
        assertThat(SuspendingMethods.outdatedExclusions()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void cancelled(Scenario scenario) throws Exception {
        cutShortInEachTurn(scenario, Trial.Way.CANCEL);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void timedOut(Scenario scenario) throws Exception {
        cutShortInEachTurn(scenario, Trial.Way.DEADLINE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void loopClosed(Scenario scenario) throws Exception {
        cutShortInEachTurn(scenario, Trial.Way.CLOSE);
    }

    private void cutShortInEachTurn(Scenario scenario, Trial.Way way) throws Exception {
        tryIn(Integer.MAX_VALUE, scenario, way); // which also opens what the JDK keeps open
        int turn = 0;
        while (tryIn(turn, scenario, way)) {
            turn++;
        }
        assertThat(turn).as("turns until it has ended by itself").isPositive();
    }

    /** Whether the call was cut short. */
    private boolean tryIn(int turn, Scenario scenario, Trial.Way way) throws Exception {
        int openBefore = OpenDescriptors.list().size();
        Set<ProcessHandle> childrenBefore = children(); // other tests'
        Host host = LoopSockets.newHost();
        Loop fresh = handled(Loop.on(scenario.realTime() ? host : new VirtualTimeHost(host), kind));
        Trial trial = new Trial(fresh, way, turn);
        try {
            run(fresh, trial, scenario);
            trial.end();
            if (scenario.realTime() && turn < Integer.MAX_VALUE) {
                assertReleased(openBefore, childrenBefore);
            }
            return trial.isCutShort();
        } catch (Throwable e) {
            throw new AssertionError(way + " in turn " + turn + ": " + e, e);
        }
    }

    private static void run(Loop fresh, Trial trial, Scenario scenario) {
        boolean closes;
        Task<?> main;
        try (fresh) {
            main = fresh.createTask(() -> trial.run(scenario));
            try {
                fresh.runUntilComplete(main);
            } catch (IllegalStateException stopped) {
                if (main.done()) {
                    throw stopped;
                }
            }
            closes = !main.done();
        }
        assertThat(main.cancelled()).as("cancelled by the end of its loop").isEqualTo(closes);
    }

    /**
     * The system has sockets and pipes back, and no process of ours: the JDK's threads may still be about to see to that. A process
     * whose start was under way may come a moment later, and is killed then.
     */
    private static void assertReleased(int openBefore, Set<ProcessHandle> childrenBefore) throws Exception {
        long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        boolean socketsAreBack;
        boolean processesRun;
        do {
            Thread.sleep(1);
            socketsAreBack = OpenDescriptors.list().size() <= openBefore;
            processesRun = !childrenBefore.containsAll(children());
        } while ((!socketsAreBack || processesRun) && System.nanoTime() < end);
        assertThat(OpenDescriptors.list()).as("sockets and pipes").hasSizeLessThanOrEqualTo(openBefore);
        assertThat(processesRun).as("processes run").isFalse();
    }

    private static Set<ProcessHandle> children() {
        return ProcessHandle.current().children().collect(Collectors.toSet());
    }
}
