package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** In a JVM with 48 MB, all of which some tasks take: the others go on, or the run ends with an error. */
@Tag("environment")
@ParameterizedClass(name = "{0}")
@MethodSource("io.asyncio.fiber.TestedFibers#kinds")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScarceMemoryTest {
    @Parameter
    FiberKind kind;

    /** Nobody may be left to say so: a main that fails for want of memory itself ends with an exit status. */
    @Test
    void loopGoesOnOrEndsLoudly() throws Exception {
        Process process = new ProcessBuilder(command())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("ends").isTrue();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            boolean wentOn = output.contains("went on");
            boolean loudly = output.contains("ended loudly") || process.exitValue() != 0;
            assertThat(wentOn || loudly).as(output).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of("-Xmx48m", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ScarceMemoryProgram.class.getName(), kind.name()));
        return command;
    }
}
