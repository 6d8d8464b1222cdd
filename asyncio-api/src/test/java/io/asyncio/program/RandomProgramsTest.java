package io.asyncio.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Programs that a machine has written, of all that tasks can do with each other: whatever they do, nobody is let in
 * where somebody is, nothing is lost, everything ends, and all of it in the same order on every fiber and host.
 *
 * <p>{@code -Dprograms=20000} runs so many; {@code -Dseed=17} repeats one.
 */
@Timeout(7200)
class RandomProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 300);

    @Test
    void programsKeepTheRulesInTheSameOrderEverywhere() {
        seeds(PROGRAMS * 2 / 3)
                .forEach(seed -> assertHolds(Draft.program(Dialect.ONE_LOOP, seed), Stage.inVirtualTime()));
    }

    @Test
    void programsOfTwoLoopsKeepTheRules() {
        seeds(PROGRAMS / 6).forEach(seed -> assertHolds(Draft.program(Dialect.TWO_LOOPS, seed), Stage.inRealTime()));
    }

    static LongStream seeds(int count) {
        Long given = Long.getLong("seed");
        long first = given != null ? given : ThreadLocalRandom.current().nextInt(1_000_000_000);
        return LongStream.range(first, given != null ? first + 1 : first + count);
    }

    static void assertHolds(Program program, List<Stage> stages) {
        if (fault(program, stages) != null) {
            Program smallest = new Shrinker(smaller -> fault(smaller, stages) != null).smallest(program);
            assertThat(fault(smallest, stages)).as("the smallest %s", smallest).isNull();
            assertThat(fault(program, stages)).as("%s", program).isNull();
        }
    }

    /** Null if all is well. */
    private static String fault(Program program, List<Stage> stages) {
        List<String> first = null;
        for (Stage stage : stages) {
            Result result = stage.perform(program);
            if (!result.faults().isEmpty()) {
                return stage + ": " + result.faults() + "\n" + String.join("\n", result.trace());
            }
            if (first == null || stage.where() == Stage.Where.TWO_THREADS) {
                first = result.trace();
            } else if (!result.trace().equals(first)) {
                return stage + ":\n" + String.join("\n", result.trace()) + "\n" + stages.get(0) + ":\n"
                        + String.join("\n", first);
            }
        }
        return null;
    }
}
