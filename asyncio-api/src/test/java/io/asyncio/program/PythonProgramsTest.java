package io.asyncio.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio.fiber.FiberKind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs, in which hardly two things happen in the same instant: each task does the same at the same time as
 * CPython's. {@code -Dpython=} names a python of 3.13 or newer; {@code -Dprograms=5000} and {@code -Dseed=17} as in
 * {@link RandomProgramsTest}.
 */
@Tag("environment")
@Timeout(7200)
class PythonProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 300) / 3;
    private static final Stage STAGE = new Stage(FiberKind.preferred(), Stage.Where.OWN_THREAD);
    private static final Set<String> BEGIN_TASKS = Set.of("spawn", "eager", "member");
    private static final Set<String> CALLBACKS = Set.of("callSoon", "callLater", "onDone");
    private static final Stage LATE = new Stage(FiberKind.preferred(), Stage.Where.OWN_THREAD_LATE);

    @Test
    void tasksDoWhatTheyDoInCPython() {
        assumeTrue(Python.isThere(), "needs Python 3.13 or newer as python3 in the path, or by -Dpython=");
        List<Program> programs = RandomProgramsTest.seeds(PROGRAMS)
                .mapToObj(seed -> Draft.program(Dialect.PYTHON, seed))
                .toList();
        List<List<String>> traces = Python.traces(programs);
        assertThat(traces).hasSameSizeAs(programs);
        int dependOnTurns = 0;
        for (int i = 0; i < traces.size(); i++) {
            Program program = programs.get(i);
            dependOnTurns += dependsOnTurns(program) ? 1 : 0;
            if (differs(program, traces.get(i))) {
                Program smallest =
                        new Shrinker(smaller -> isSpaced(smaller.statements()) && differs(smaller)).smallest(program);
                assertThat(tasksOf(STAGE, smallest))
                        .as("the smallest %s", smallest)
                        .isEqualTo(byTask(Python.traces(List.of(smallest)).get(0)));
            }
        }
        assertThat(dependOnTurns).as("left out").isLessThanOrEqualTo(1 + PROGRAMS / 20);
    }

    /** As it was drawn: hardly two things in the same instant. */
    private static boolean isSpaced(List<Statement> statements) {
        String before = "";
        for (Statement statement : statements) {
            String verb = statement.verb().name();
            if (!before.equals("sleep") && !verb.equals("sleep") && !BEGIN_TASKS.contains(verb)) {
                return false;
            }
            if (!CALLBACKS.contains(verb) && !(isSpaced(statement.body()) && isSpaced(statement.handler()))) {
                return false;
            }
            before = verb;
        }
        return true;
    }

    private static boolean differs(Program program) {
        return differs(program, Python.traces(List.of(program)).get(0));
    }

    private static boolean differs(Program program, List<String> inPython) {
        return !dependsOnTurns(program) && !tasksOf(STAGE, program).equals(byTask(inPython));
    }

    /** Who gathers goes on a turn earlier here than in CPython, which one may see if another thing happens in the instant. */
    private static boolean dependsOnTurns(Program program) {
        return !tasksOf(STAGE, program).equals(tasksOf(LATE, program));
    }

    private static Map<String, List<String>> tasksOf(Stage stage, Program program) {
        return byTask(stage.perform(program).trace());
    }

    /** Within one instant, CPython takes the tasks in another order. What nobody has retrieved it tells at some time. */
    static Map<String, List<String>> byTask(List<String> trace) {
        return trace.stream()
                .filter(line -> !who(line).equals("loop"))
                .collect(Collectors.groupingBy(PythonProgramsTest::who, TreeMap::new, Collectors.toList()));
    }

    private static String who(String line) {
        return line.split(" ", 3)[1];
    }
}
