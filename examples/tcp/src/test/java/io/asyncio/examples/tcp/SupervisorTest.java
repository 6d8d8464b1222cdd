package io.asyncio.examples.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Starts it, and sends it a signal. */
@DisabledOnOs(OS.WINDOWS)
class SupervisorTest {
    @Test
    void aSignalEndsItWithAllItHasStarted() throws Exception {
        Process supervisor = ExampleProcess.start(Supervisor.class, "echo once", "sh -c 'echo up; exec sleep 1000'");
        try (BufferedReader output = supervisor.inputReader()) {
            List<String> lines = new ArrayList<>();
            List<ProcessHandle> children = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (children.isEmpty() && lines.contains("sh -c 'echo up; exec sleep 1000': up") && restarted(lines)) {
                    supervisor.children().forEach(children::add);
                    supervisor.toHandle().destroy();
                }
            }
            assertThat(supervisor.waitFor(50, TimeUnit.SECONDS)).isTrue();
            assertThat(supervisor.exitValue()).isEqualTo(143);
            assertThat(lines).contains("echo once: ended with 0", "sh -c 'echo up; exec sleep 1000': stopped with -15");
            assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        } finally {
            supervisor.destroyForcibly();
        }
    }

    private static boolean restarted(List<String> lines) {
        return lines.stream().filter("echo once: once"::equals).count() > 1;
    }
}
