package io.asyncio.subprocess;

import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a process reads from, or writes to; see {@link ProcessOptions}. Like Python's constants of these names, and files. */
public final class Redirect {
    /** A pipe, whose other end this side has: {@link Process#stdin()}, {@code stdout()}, {@code stderr()}. */
    public static final Redirect PIPE = new Redirect("PIPE", ProcessBuilder.Redirect.PIPE);

    /** Nothing to read; what is written is lost. */
    public static final Redirect DEVNULL = new Redirect("DEVNULL", ProcessBuilder.Redirect.DISCARD);

    /** The same as this JVM's. All three are so unless set. */
    public static final Redirect INHERIT = new Redirect("INHERIT", ProcessBuilder.Redirect.INHERIT);

    /** For {@code stderr}: where {@code stdout} goes. */
    public static final Redirect STDOUT = new Redirect("STDOUT", null);

    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(new File(File.separatorChar == '\\' ? "NUL" : "/dev/null"));

    private final String name;
    private final ProcessBuilder.@Nullable Redirect jdk;

    private Redirect(String name, ProcessBuilder.@Nullable Redirect jdk) {
        this.name = name;
        this.jdk = jdk;
    }

    /** For {@code stdin}: reads {@code file}. */
    public static Redirect from(Path file) {
        Objects.requireNonNull(file, "file");
        return new Redirect("from(" + file + ")", ProcessBuilder.Redirect.from(file.toFile()));
    }

    /** For {@code stdout} and {@code stderr}: writes {@code file} anew. */
    public static Redirect to(Path file) {
        Objects.requireNonNull(file, "file");
        return new Redirect("to(" + file + ")", ProcessBuilder.Redirect.to(file.toFile()));
    }

    /** For {@code stdout} and {@code stderr}: writes at the end of {@code file}. */
    public static Redirect appendTo(Path file) {
        Objects.requireNonNull(file, "file");
        return new Redirect("appendTo(" + file + ")", ProcessBuilder.Redirect.appendTo(file.toFile()));
    }

    ProcessBuilder.Redirect asInput() {
        if (this == DEVNULL) {
            return NOTHING;
        }
        if (jdk == null
                || jdk.type() == ProcessBuilder.Redirect.Type.WRITE
                || jdk.type() == ProcessBuilder.Redirect.Type.APPEND) {
            throw new IllegalArgumentException("withStdin() needs PIPE, DEVNULL, INHERIT or from(file), got " + this);
        }
        return jdk;
    }

    ProcessBuilder.Redirect asOutput(String call) {
        if (jdk == null || jdk.type() == ProcessBuilder.Redirect.Type.READ) {
            String others = call.equals("withStderr()") ? ", STDOUT" : "";
            throw new IllegalArgumentException(
                    call + " needs PIPE, DEVNULL, INHERIT" + others + ", to(file) or appendTo(file), got " + this);
        }
        return jdk;
    }

    @Override
    public String toString() {
        return name;
    }
}
