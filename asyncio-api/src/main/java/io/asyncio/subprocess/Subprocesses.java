package io.asyncio.subprocess;

import io.asyncio.Asyncio;
import io.asyncio.Outcome;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;

/** What {@link Asyncio} offers to start, to be called there. */
public final class Subprocesses {
    private static final Pattern NO_SUCH_FILE = Pattern.compile("error[=:] ?2\\b");

    private Subprocesses() {}

    /** {@link Asyncio#createSubprocessExec(List, ProcessOptions)}. */
    public static Process exec(ProcessHost host, List<String> command, ProcessOptions options) throws IOException {
        ProcessBuilder builder = builder(List.copyOf(command), Objects.requireNonNull(options, "options"));
        CompletableFuture<Process> started = new CompletableFuture<>();
        try {
            return host.awaitThread(() -> start(host, builder, options, started))
                    .get();
        } catch (Throwable e) {
            started.thenAccept(Process::killAll); // cancelled, perhaps before it has started
            throw e;
        }
    }

    /** {@link Asyncio#createSubprocessShell(String, ProcessOptions)}. */
    public static Process shell(ProcessHost host, String command, ProcessOptions options) throws IOException {
        Objects.requireNonNull(command, "command");
        List<String> shell = File.separatorChar == '\\' ? List.of("cmd.exe", "/c") : List.of("/bin/sh", "-c");
        return exec(host, List.of(shell.get(0), shell.get(1), command), options);
    }

    private static ProcessBuilder builder(List<String> command, ProcessOptions options) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("createSubprocessExec() needs a program, got an empty command");
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectInput(options.stdin.asInput()).redirectOutput(options.stdout.asOutput("withStdout()"));
        if (options.stderr == Redirect.STDOUT) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(options.stderr.asOutput("withStderr()"));
        }
        if (options.directory != null) {
            builder.directory(options.directory.toFile());
        }
        if (options.environment != null) {
            builder.environment().clear();
            builder.environment().putAll(options.environment);
        }
        return builder;
    }

    /** An error is a result, which nobody is told of if the task that wants it was cancelled. */
    private static Outcome<Process> start(
            ProcessHost host, ProcessBuilder builder, ProcessOptions options, CompletableFuture<Process> started) {
        try {
            Process process = begun(host, builder.start(), options);
            started.complete(process);
            return new Outcome.Success<>(process);
        } catch (IOException e) {
            return new Outcome.Failure<>(explained(e, builder));
        }
    }

    private static Process begun(ProcessHost host, java.lang.Process started, ProcessOptions options) {
        try {
            Process process = new Process(host, started, options);
            process.begin();
            return process;
        } catch (Throwable noThread) {
            started.destroyForcibly();
            throw noThread;
        }
    }

    /** What is missing, which not all JDKs name alike. */
    private static IOException explained(IOException failure, ProcessBuilder builder) {
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
