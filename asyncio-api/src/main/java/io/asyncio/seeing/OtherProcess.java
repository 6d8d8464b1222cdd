package io.asyncio.seeing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a process may be asked. To attach to one that is no JVM could end it: it is sent SIGQUIT. */
final class OtherProcess {
    private static final Pattern CAUGHT = Pattern.compile("(?m)^SigCgt:\\s*(\\p{XDigit}+)$");
    private static final int HEX = 16;
    private static final long SIGQUIT_BIT = 1L << 2;
    private static final String ROOT = "root";

    private OtherProcess() {}

    static void check(int pid) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null || !process.isAlive()) {
            throw new IOException("There is no process " + pid);
        }
        Optional<String> owner = process.info().user();
        String me = ProcessHandle.current().info().user().orElse("");
        if (owner.isPresent() && !owner.get().equals(me) && !me.equals(ROOT)) {
            throw new IOException("Process " + pid + " is of the user " + owner.get() + ": run this as that user");
        }
        if (!mayCatchQuit(pid)) {
            throw new IOException("Process " + pid + " is no JVM, or one that nobody may attach to");
        }
    }

    /** Also where the system does not tell. */
    private static boolean mayCatchQuit(int pid) {
        try {
            Matcher caught = CAUGHT.matcher(Files.readString(Path.of("/proc", Integer.toString(pid), "status")));
            return !caught.find() || (Long.parseUnsignedLong(caught.group(1), HEX) & SIGQUIT_BIT) != 0;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }
}
