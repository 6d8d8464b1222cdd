package io.asyncio.program;

import static io.asyncio.program.RandomProgramsTest.seeds;

import java.io.OutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random programs in which errors are thrown that nobody reckons with, also by exception handlers, observers, accessors of
 * context-propagation, predicates and executors: all that holds of the others holds of these.
 */
@Timeout(7200)
class FaultyProgramsTest {
    private static final int PROGRAMS = Integer.getInteger("programs", 300) / 6;

    private final PrintStream standardError = System.err;

    /** What handlers and observers throw is logged, each time. */
    @BeforeEach
    void logNothing() {
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    }

    @AfterEach
    void logAgain() {
        System.setErr(standardError);
    }

    @Test
    void loopsWorkOnWhateverUsersThrow() {
        seeds(PROGRAMS)
                .mapToObj(seed -> Draft.program(Dialect.FAULTS, seed))
                .forEach(program -> RandomProgramsTest.assertHolds(program, Stage.inVirtualTime()));
    }
}
