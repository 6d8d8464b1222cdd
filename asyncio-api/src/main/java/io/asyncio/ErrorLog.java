package io.asyncio;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * The last resort for errors of those who were to be told of an error. Never throws: neither an error that cannot be
 * printed, as its {@code getMessage()} throws, nor a logger that fails may end the loop.
 */
final class ErrorLog {
    private static final Logger LOG = Loggers.getLogger(Loop.class);
    /** As SLF4J calls the logger that it gives to those who have no binding for it. */
    private static final boolean IS_DEAF = "NOP".equals(LOG.getName());

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
            write(about == null ? message : message + ": " + about, error);
        } catch (Throwable unprintable) {
            tellClasses(message, error, unprintable);
        }
    }

    /** May throw what the error's own code or the logger throws. */
    static void write(String line, @Nullable Throwable error) {
        if (IS_DEAF) {
            print(line, error);
        } else if (error == null) {
            LOG.error(line);
        } else {
            LOG.error(line, error);
        }
    }

    /** Like Python's {@code logging.lastResort}: what nobody has said where to log is not lost. */
    private static void print(String line, @Nullable Throwable error) {
        StringWriter text = new StringWriter(); // as a whole: other threads may print, too
        try (PrintWriter lines = new PrintWriter(text)) {
            lines.println(line);
            if (error != null) {
                error.printStackTrace(lines);
            }
        }
        System.err.print(text);
    }

    private static void tellClasses(String message, Throwable error, Throwable unprintable) {
        try {
            String line = message + ": " + error.getClass().getName() + ", which cannot be logged, as that throws "
                    + unprintable.getClass().getName();
            write(line, null);
        } catch (Throwable unlogged) {
            sayLastWords(); // the logger itself fails, or there is no memory for a line: the loop goes on all the same
        }
    }

    /** Needs no memory. */
    static void sayLastWords() {
        try {
            STANDARD_ERROR.write(LAST_WORDS);
        } catch (Throwable closed) {
            // nobody is left to be told
        }
    }
}
