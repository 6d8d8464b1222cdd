package io.asyncio;

import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The last resort for errors of those who were to be told of an error. Never throws: neither an error that cannot be
 * printed, as its {@code getMessage()} throws, nor a logger that fails may end the loop.
 */
final class ErrorLog {
    private static final Logger LOG = Loggers.getLogger(Loop.class);

    private ErrorLog() {}

    static void tell(String message, @Nullable Object about, Throwable error) {
        try {
            LOG.error(about == null ? message : message + ": " + about, error);
        } catch (Throwable unprintable) {
            tellClasses(message, error, unprintable);
        }
    }

    private static void tellClasses(String message, Throwable error, Throwable unprintable) {
        try {
            LOG.error(message + ": " + error.getClass().getName() + ", which cannot be logged, as that throws "
                    + unprintable.getClass().getName());
        } catch (Throwable unlogged) {
            // the logger itself fails, or there is no room for a single line: the loop goes on all the same
        }
    }
}
