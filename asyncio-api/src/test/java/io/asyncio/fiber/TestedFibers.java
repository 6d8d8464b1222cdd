package io.asyncio.fiber;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of fibers that the behaviour tests run on: all that the JDK offers, or those of them that
 * {@code -Dfibers=carrier,platform} names.
 */
public final class TestedFibers {
    private static final String PROPERTY = "fibers";

    private TestedFibers() {}

    /** Fastest first; never empty, so that no test passes because it did not run. */
    public static List<FiberKind> kinds() {
        return kinds(System.getProperty(PROPERTY, ""));
    }

    static List<FiberKind> kinds(String names) {
        List<FiberKind> available = FiberKind.available();
        if (names.isBlank()) {
            return available;
        }
        List<FiberKind> named =
                Arrays.stream(names.split(",")).map(TestedFibers::kind).toList();
        if (!available.containsAll(named)) {
            throw new IllegalArgumentException("-Dfibers=" + names + ": this JVM offers only " + available);
        }
        return available.stream().filter(named::contains).toList();
    }

    private static FiberKind kind(String name) {
        return FiberKind.valueOf(name.strip().toUpperCase(Locale.ROOT));
    }
}
