package io.asyncio.fiber;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The kinds of fibers, fastest first. */
public enum FiberKind {
    /** A virtual thread whose scheduler is the loop: a switch is a method call's order of magnitude. */
    CARRIER("JDK 25 or newer, started with " + FiberKind.CARRIER_FLAGS),
    /** A virtual thread per task on the JDK's own scheduler; a baton says which may run. */
    VIRTUAL("JDK 21 or newer"),
    /** A platform thread per task, which may serve others later; a baton says which may run. */
    PLATFORM("any JDK");

    /** What a JDK that can carry has to be started with. */
    public static final String CARRIER_FLAGS =
            "--add-opens java.base/java.lang=ALL-UNNAMED" + " --add-exports java.base/jdk.internal.vm=ALL-UNNAMED";

    private static final int FIRST_JDK_THAT_CARRIES = 25;

    /** Names a kind to use instead of the fastest, for example {@code -Dio.asyncio.fiber=virtual}. */
    public static final String PROPERTY = "io.asyncio.fiber";

    private final String needs;

    FiberKind(String needs) {
        this.needs = needs;
    }

    /** What a JVM must be and have for this kind. */
    public String needs() {
        return needs;
    }

    /** Whether this JVM offers the kind. */
    public boolean isAvailable() {
        return switch (this) {
            case CARRIER -> CarriedThreads.exist();
            case VIRTUAL -> VirtualThreads.exist();
            case PLATFORM -> true;
        };
    }

    /** The kind of the fiber whose thread this is. */
    public static FiberKind of(Thread thread) {
        if (!VirtualThreads.isOne(thread)) {
            return PLATFORM;
        }
        return CarriedThreads.isOne(thread) ? CARRIER : VIRTUAL;
    }

    /**
     * What it says of itself at the start: names faster ones only to those who would have them by two flags, neither with an
     * older JDK nor if this was asked for by {@value #PROPERTY}.
     */
    public String introduction() {
        boolean isChosen = System.getProperty(PROPERTY) != null;
        boolean couldCarry = Runtime.version().feature() >= FIRST_JDK_THAT_CARRIES && !CARRIER.isAvailable();
        String what = name().toLowerCase(Locale.ROOT) + " fibers" + (this == PLATFORM ? ", a thread each" : "");
        return what + (couldCarry && !isChosen ? "; faster ones need the flags " + CARRIER_FLAGS : "");
    }

    /** The kinds this JVM offers, fastest first. */
    public static List<FiberKind> available() {
        return Arrays.stream(values()).filter(FiberKind::isAvailable).toList();
    }

    /** The kind that {@value #PROPERTY} names, or else the fastest available. */
    public static FiberKind preferred() {
        String name = System.getProperty(PROPERTY);
        for (FiberKind kind : values()) {
            if (name == null ? kind.isAvailable() : kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "-D" + PROPERTY + "=" + name + " names no kind of fiber: use carrier, virtual or platform");
    }
}
