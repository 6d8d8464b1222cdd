package io.asyncio.subprocess;

import io.asyncio.Asyncio;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Starts what {@link Asyncio} offers to start. Users call the methods of {@link Asyncio}. */
public final class Subprocesses {
    private Subprocesses() {}

    /** {@link Asyncio#createSubprocessExec(List, ProcessOptions)}. */
    public static Process exec(ProcessHost host, List<String> command, ProcessOptions options) throws IOException {
        ProcessBuilder builder = builder(List.copyOf(command), Objects.requireNonNull(options, "options"));
        ProcessStart start = new ProcessStart(host, builder, options);
        try {
            return host.awaitThread(start::await).get();
        } catch (Throwable e) {
            start.killWhenStarted(); // cancelled, perhaps before it has started
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
}
