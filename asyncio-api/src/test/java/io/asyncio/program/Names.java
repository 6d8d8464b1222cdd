package io.asyncio.program;

import io.asyncio.BrokenBarrierException;
import io.asyncio.CancelledError;
import io.asyncio.QueueShutDownException;
import io.asyncio.TaskGroupException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** How a trace tells of what was thrown: the same on every fiber, and in CPython. */
final class Names {
    private Names() {}

    static String of(Throwable thrown) {
        if (thrown == null) {
            return "none";
        }
        if (thrown instanceof TaskGroupException group) {
            return group.exceptions().stream().map(Names::of).sorted().collect(Collectors.joining(",", "[", "]"));
        }
        if (thrown instanceof Faults.Unreadable) {
            return "unreadable";
        }
        if (thrown instanceof Failure) {
            return thrown.getMessage();
        }
        if (thrown instanceof CancelledError) {
            return "cancelled";
        }
        if (thrown instanceof TimeoutException) {
            return "timeout";
        }
        if (thrown instanceof QueueShutDownException) {
            return "shut down";
        }
        if (thrown instanceof BrokenBarrierException) {
            return "broken";
        }
        return thrown instanceof IllegalStateException
                ? "refused"
                : thrown.getClass().getSimpleName();
    }
}
