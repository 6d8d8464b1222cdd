package io.asyncio.subprocess;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Pattern;

/** A signal on its way to a process. */
final class SentSignal {
    private static final Pattern NAME_OR_NUMBER = Pattern.compile("[A-Z][A-Z0-9+-]*|\\d{1,3}");

    private SentSignal() {}

    static void send(ProcessHandle process, String signal) {
        String name = signal.toUpperCase(Locale.ROOT).replaceFirst("^SIG", "");
        switch (name) {
            case "TERM" -> process.destroy();
            case "KILL" -> process.destroyForcibly();
            default -> sendByShell(process, name, signal);
        }
    }

    /** The shell has {@code kill} built in. Its process lasts some milliseconds. */
    private static void sendByShell(ProcessHandle process, String name, String asGiven) {
        if (File.separatorChar != '/') {
            throw new UnsupportedOperationException("This system has no signals but TERM and KILL, got " + asGiven);
        }
        boolean sent = NAME_OR_NUMBER.matcher(name).matches() && exitCodeOf("kill -" + name + " " + process.pid()) == 0;
        if (!sent && process.isAlive()) {
            throw new IllegalArgumentException("This system has no signal '" + asGiven
                    + "', or does not let this JVM send it: see kill -l for their names");
        }
    }

    private static int exitCodeOf(String command) {
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-c", command);
        shell.redirectError(ProcessBuilder.Redirect.DISCARD).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        try {
            java.lang.Process kill = shell.start();
            ProcessEnd.awaitUninterruptibly(kill); // some milliseconds
            return kill.exitValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
