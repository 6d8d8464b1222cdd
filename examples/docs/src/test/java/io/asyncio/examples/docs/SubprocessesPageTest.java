package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Asyncio.createSubprocessShell;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.subprocess.Redirect.PIPE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio.Loop;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.ProcessOutput;
import io.asyncio.test.AsyncioTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The code of docs/subprocesses.md. */
@DisabledOnOs(OS.WINDOWS)
class SubprocessesPageTest {
    @AsyncioTest(realTime = true)
    void sorting() throws Exception {
        byte[] lines = "b\na\nb\n".getBytes(UTF_8);
        Process process = createSubprocessExec(
                List.of("sort", "-u"), ProcessOptions.defaults().withStdin(PIPE).withStdout(PIPE));
        ProcessOutput output = process.communicate(lines, 10); // for ten seconds at most
        assertEquals(0, process.returnCode()); // -15 if SIGTERM has ended it
        assertThat(new String(output.stdout(), UTF_8)).isEqualTo("a\nb\n");
    }

    @AsyncioTest(realTime = true)
    void signals() throws Exception {
        Loop loop = getRunningLoop();
        AtomicInteger reloads = new AtomicInteger();
        loop.addSignalHandler("USR2", () -> reloads.incrementAndGet());
        createSubprocessShell("kill -USR2 " + ProcessHandle.current().pid()).await();
        while (reloads.get() == 0) {
            sleepMs(1); // the test's own limit ends it
        }
        loop.removeSignalHandler("USR2");
    }
}
