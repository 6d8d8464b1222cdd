package io.asyncio.subprocess;

import io.asyncio.Outcome;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/**
 * The start of a process, in the thread that then reads its output. When a process has ended, the JDK closes the pipes that
 * it may have left to its children; whoever holds a pipe's monitor prevents that, and a process may end before another
 * thread could take it.
 */
final class ProcessStart {
    private static final Pattern NO_SUCH_FILE = Pattern.compile("error[=:] ?2\\b");

    private static boolean firstIsBehind;

    private final ProcessHost host;
    private final ProcessBuilder builder;
    private final ProcessOptions options;
    private final CompletableFuture<Outcome<Process>> started = new CompletableFuture<>();
    private volatile boolean unwanted;

    ProcessStart(ProcessHost host, ProcessBuilder builder, ProcessOptions options) {
        this.host = host;
        this.builder = builder;
        this.options = options;
    }

    /**
     * Starts it, and blocks until it has. An error is a result, which nobody is told of if the task that wants it was
     * cancelled.
     */
    Outcome<Process> await() {
        if (readsPipes()) {
            Thread thread = new Thread(this::run, "asyncio-pipe");
            thread.setDaemon(true);
            thread.start();
        } else {
            run();
        }
        return started.join(); // which no interrupt ends
    }

    /** Nobody wants it: not started if there is time, or else killed. Any thread may call. */
    void killWhenStarted() {
        unwanted = true;
        started.thenAccept(outcome -> {
            if (outcome instanceof Outcome.Success<Process> success) {
                success.value().close(0);
            }
        });
    }

    private void run() {
        try {
            if (readsPipes()) {
                haveFirstBehind();
            }
            if (unwanted) {
                throw new CancellationException();
            }
            java.lang.Process process = builder.start();
            synchronized (firstPipe(process)) {
                begin(process).run();
            }
        } catch (IOException e) {
            started.complete(new Outcome.Failure<>(explained(e)));
        } catch (Throwable e) {
            started.complete(new Outcome.Failure<>(e));
        }
    }

    private boolean readsPipes() {
        return options.stdout == Redirect.PIPE || options.stderr == Redirect.PIPE;
    }

    /**
     * Starts one for nothing, once. What the JDK loads for the first process, when that runs already, takes longer than many
     * a process: it would have ended before its pipe can be held.
     */
    private static synchronized void haveFirstBehind() {
        if (!firstIsBehind) {
            firstIsBehind = true;
            try {
                new ProcessBuilder("true").start();
            } catch (IOException noSuchProgram) {
                // then the next one is the first
            }
        }
    }

    private Object firstPipe(java.lang.Process process) {
        return options.stdout == Redirect.PIPE
                ? process.getInputStream()
                : options.stderr == Redirect.PIPE ? process.getErrorStream() : this;
    }

    /** What the thread is to do next. */
    private Runnable begin(java.lang.Process process) {
        try {
            Process begun = new Process(host, process, options);
            Runnable next = begun.begin();
            started.complete(new Outcome.Success<>(begun));
            return next;
        } catch (Throwable noThread) {
            process.destroyForcibly();
            throw noThread;
        }
    }

    /** What is missing, which not all JDKs name alike. */
    private IOException explained(IOException failure) {
        File directory = builder.directory();
        if (directory != null && !Files.isDirectory(directory.toPath())) {
            return with(failure, new NotDirectoryException(directory.toString()));
        }
        if (!NO_SUCH_FILE.matcher(String.valueOf(failure.getMessage())).find()) {
            return failure;
        }
        String program = builder.command().get(0);
        return with(
                failure,
                new FileNotFoundException("There is no program '" + program
                        + "': give its path, or the name of one in a directory of PATH"));
    }

    private static IOException with(Throwable cause, IOException failure) {
        failure.initCause(cause);
        return failure;
    }
}
