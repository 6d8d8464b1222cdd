package io.asyncio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The last resort for errors of those who were to be told of an error. Never throws: neither an error that cannot be
 * printed, as its {@code getMessage()} throws, nor a logger that fails may end the loop.
 */
final class ErrorLog {
    private static final Logger LOG = Loggers.getLogger(Loop.class);

    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);
    private static final byte[] LAST_WORDS =
            "asyncio: an error in an event loop could not be logged, perhaps for want of memory\n".getBytes(US_ASCII);

    private ErrorLog() {}

    /** Loads, while there is memory, what the end of a task needs: a class that could not be is lost for good. */
    static void prepare(Loop loop) {
        Future.prepare(loop);
        new ExceptionContext("", null, null);
        Excerpt.of("");
    }

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
            sayLastWords(); // the logger itself fails, or there is no memory for a line: the loop goes on all the same
        }
    }

    /** Needs no memory. */
    private static void sayLastWords() {
        try {
            STANDARD_ERROR.write(LAST_WORDS);
        } catch (Throwable closed) {
            // nobody is left to be told
        }
    }
}
