package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.TestedFibers;
import io.opentelemetry.javaagent.OpenTelemetryAgent;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As {@link OpenTelemetryTest}, in a JVM under OpenTelemetry's agent, which changes the classes of the JDK. */
@Tag("environment")
class OpenTelemetryAgentTest {
    @Test
    void aSpanIsFoundInTasksAndThreadsOnEveryFiber() throws Exception {
        List<String> lines = runUnderAgent(OpenTelemetryAgentProgram.class);
        List<String> expected = new ArrayList<>();
        for (FiberKind kind : TestedFibers.kinds()) {
            for (String where : List.of("child", "child later", "grandchild", "thread", "parent later")) {
                expected.add(kind + " " + where + ": in the span");
            }
            expected.add(kind + " unrelated: in no span");
        }
        assertThat(lines).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> runUnderAgent(Class<?> program) throws IOException, InterruptedException {
        List<String> flags =
                new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it does not live long
        flags.add("-javaagent:" + agent());
        flags.add("-Dotel.javaagent.logging=none");
        for (String signal : List.of("traces", "metrics", "logs")) {
            flags.add("-Dotel." + signal + ".exporter=none");
        }
        String[] kinds = TestedFibers.kinds().stream().map(FiberKind::name).toArray(String[]::new);
        List<String> command = ChildJvm.command(flags, classPath(), program, kinds);
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private static String agent() {
        return OpenTelemetryAgent.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
    }

    /** As that of an application: with OpenTelemetry's API, without what the agent brings. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("opentelemetry-javaagent") && !entry.contains("opentelemetry-sdk"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
