package io.asyncio.environment;

import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.LoopExtension;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** Has each loop in debug mode, for {@code .ci/environments}. */
public final class DebugEverywhere implements LoopExtension {
    /** What only debug mode tells the exception handler of. */
    private static final Set<String> REPORTS = Set.of(
            "Event loop closed while a task was pending",
            "A connection handler has returned without close()",
            "TLS handshake failed with the client of");

    private static final String IDLE = "no byte has come or gone for its server's idle timeout";

    private static final Map<Loop, Boolean> UNASKED = Collections.synchronizedMap(new WeakHashMap<>());

    /** For the service loader. */
    public DebugEverywhere() {}

    /** Whether a test gets this report only because of this extension: it has not asked for debug mode. */
    public static boolean isUnasked(Loop loop, ExceptionContext report) {
        return UNASKED.containsKey(loop)
                && (REPORTS.stream().anyMatch(report.message()::startsWith) || isOfIdleConnection(report.exception()));
    }

    private static boolean isOfIdleConnection(@Nullable Throwable failure) {
        return failure instanceof IOException
                && String.valueOf(failure.getMessage()).endsWith(IDLE);
    }

    @Override
    public void loopCreated(Loop loop) {
        loop.setDebug(true);
        UNASKED.put(loop, true);
    }

    @Override
    public void debugSwitched(Loop loop, boolean enabled) {
        UNASKED.remove(loop);
    }
}
