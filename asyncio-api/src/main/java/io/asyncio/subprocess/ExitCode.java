package io.asyncio.subprocess;

import java.io.File;

/** How a process has ended, as Python tells it. */
final class ExitCode {
    private static final int SIGNAL_BASE = 128; // what the JDK adds to a signal's number
    private static final int LAST_SIGNAL = 64; // with those of real time

    private ExitCode() {}

    /** Of the JDK's exit value. */
    static int ofPython(int exitValue) {
        int signal = exitValue - SIGNAL_BASE;
        boolean isSignal = signal > 0 && signal <= LAST_SIGNAL && File.separatorChar == '/';
        return isSignal ? -signal : exitValue;
    }
}
