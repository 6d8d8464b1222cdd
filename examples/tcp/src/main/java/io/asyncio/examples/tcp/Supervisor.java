package io.asyncio.examples.tcp;

import static io.asyncio.Asyncio.createSubprocessShell;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.waitFor;

import io.asyncio.stream.StreamReader;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.Redirect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;

/**
 * Keeps shell commands running, and shows what they write. Ctrl-C and SIGTERM end them: each is asked to end, and killed
 * if it has not within five seconds.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=Supervisor -Darguments="date"}
 */
public final class Supervisor {
    private static final ProcessOptions OUTPUT =
            ProcessOptions.defaults().withStdout(Redirect.PIPE).withStderr(Redirect.STDOUT);

    private Supervisor() {}

    /** The arguments are the commands. */
    public static void main(String... commands) {
        run(() -> taskGroup(group -> {
            for (String command : commands) {
                group.createTask(command, () -> keepRunning(command));
            }
        }));
    }

    private static void keepRunning(String command) throws IOException {
        while (true) {
            Process process = createSubprocessShell("exec " + command, OUTPUT);
            try {
                show(command, process.stdout());
                System.out.println(command + ": ended with " + process.await());
            } finally {
                end(command, process);
            }
            sleep(1);
        }
    }

    private static void show(String command, StreamReader output) throws IOException {
        for (byte[] line = output.readLine(); line.length > 0; line = output.readLine()) {
            System.out.print(command + ": " + new String(line, StandardCharsets.UTF_8));
        }
    }

    /** Also while the task is cancelled: a clean-up may suspend. */
    private static void end(String command, Process process) {
        if (process.returnCode() != null) {
            return;
        }
        process.terminate();
        try {
            System.out.println(command + ": stopped with " + waitFor(process, 5));
        } catch (TimeoutException notWithinThat) {
            process.kill();
        }
    }
}
