package io.asyncio.subprocess;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a process is started. Begin with {@link #defaults()}. Immutable: each {@code with} gives a copy. Like the keyword
 * arguments of Python's {@code create_subprocess_exec}.
 */
public final class ProcessOptions implements Cloneable {
    private static final ProcessOptions DEFAULTS = new ProcessOptions();

    Redirect stdin = Redirect.INHERIT;
    Redirect stdout = Redirect.INHERIT;
    Redirect stderr = Redirect.INHERIT;

    @Nullable
    Map<String, String> environment; // null: this JVM's

    @Nullable
    Path directory; // null: this JVM's

    int limit = 64 * 1024;

    private ProcessOptions() {}

    /** Input, output, environment and directory of this JVM. */
    public static ProcessOptions defaults() {
        return DEFAULTS;
    }

    /** What the process reads: {@code PIPE}, {@code DEVNULL}, {@code INHERIT}, or a file. */
    public ProcessOptions withStdin(Redirect stdin) {
        Objects.requireNonNull(stdin, "stdin").asInput();
        return with(copy -> copy.stdin = stdin);
    }

    /** Where its output goes: {@code PIPE}, {@code DEVNULL}, {@code INHERIT}, or a file. */
    public ProcessOptions withStdout(Redirect stdout) {
        Objects.requireNonNull(stdout, "stdout").asOutput("withStdout()");
        return with(copy -> copy.stdout = stdout);
    }

    /** Where its errors go: as {@link #withStdout}, or {@code STDOUT}. */
    public ProcessOptions withStderr(Redirect stderr) {
        if (Objects.requireNonNull(stderr, "stderr") != Redirect.STDOUT) {
            stderr.asOutput("withStderr()");
        }
        return with(copy -> copy.stderr = stderr);
    }

    /** All of its environment variables, instead of this JVM's. */
    public ProcessOptions withEnvironment(Map<String, String> environment) {
        Map<String, String> variables = Map.copyOf(environment);
        return with(copy -> copy.environment = variables);
    }

    /** The directory in which the process starts. */
    public ProcessOptions withDirectory(Path directory) {
        Objects.requireNonNull(directory, "directory");
        return with(copy -> copy.directory = directory);
    }

    /**
     * The most bytes that a line may have, and half of the bytes that are kept unread before the process has to wait;
     * 64 KiB unless set.
     */
    public ProcessOptions withLimit(int bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException("a limit must be > 0 bytes, got " + bytes);
        }
        return with(copy -> copy.limit = bytes);
    }

    private ProcessOptions with(Consumer<ProcessOptions> change) {
        try {
            ProcessOptions copy = (ProcessOptions) super.clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("is Cloneable", e);
        }
    }
}
