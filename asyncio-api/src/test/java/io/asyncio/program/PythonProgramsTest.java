package io.asyncio.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.asyncio.fiber.FiberKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs, in which hardly two things happen in the same instant: each task does the same at the same time as
 * CPython's. {@code -Dpython=} names a python of 3.13 or newer; {@code -Dprograms=5000} and {@code -Dseed=17} as in
 * {@link RandomProgramsTest}.
 */
@Timeout(7200)
class PythonProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 300) / 3;
    private static final Stage STAGE = new Stage(FiberKind.preferred(), Stage.Where.OWN_THREAD);

    @Test
    void tasksDoWhatTheyDoInCPython() {
        assumeTrue(Python.isThere(), "needs Python 3.13 or newer as python3 in the path, or by -Dpython=");
        List<Program> programs = RandomProgramsTest.seeds(PROGRAMS)
                .mapToObj(seed -> Draft.program(Dialect.PYTHON, seed))
                .toList();
        List<List<String>> traces = Python.traces(programs);
        assertThat(traces).hasSameSizeAs(programs);
        for (int i = 0; i < traces.size(); i++) {
            Program program = programs.get(i);
            if (!byTask(STAGE.perform(program).trace()).equals(byTask(traces.get(i)))) {
                Program smallest = new Shrinker(PythonProgramsTest::differs).smallest(program);
                assertThat(byTask(STAGE.perform(smallest).trace()))
                        .as("the smallest %s", smallest)
                        .isEqualTo(byTask(Python.traces(List.of(smallest)).get(0)));
            }
        }
    }

    private static boolean differs(Program program) {
        return !byTask(STAGE.perform(program).trace())
                .equals(byTask(Python.traces(List.of(program)).get(0)));
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
