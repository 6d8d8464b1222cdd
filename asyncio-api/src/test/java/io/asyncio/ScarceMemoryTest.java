package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import java.nio.charset.StandardCharsets;
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
        List<String> flags = List.of("-Xmx48m", "-XX:+UseSerialGC");
        Process process = new ProcessBuilder(ChildJvm.command(flags, ScarceMemoryProgram.class, kind.name()))
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
}
