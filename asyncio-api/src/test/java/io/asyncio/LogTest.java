package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio.fiber.FiberKind;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program says, by the logging library that it has: nothing of the library's goes to its standard output. */
@Tag("environment")
class LogTest {
    private static final boolean CAN_CARRY = Runtime.version().feature() >= 25;
    private static final String LOST = "Task exception was never retrieved";

    @TempDir
    Path directory;

    @Test
    void withoutSlf4jAllIsToldOnStandardError() throws Exception {
        assertThat(errorsWithout("slf4j"))
                .contains("asyncio tasks run on ")
                .contains(LOST)
                .containsOnlyOnce("at io.asyncio.LogProgram.")
                .doesNotContain("at io.asyncio.Task", "at io.asyncio.fiber");
    }

    @Test
    void withoutABindingOfSlf4jAFailureIsToldOnStandardError() throws Exception {
        assertThat(errorsWithout("slf4j-simple"))
                .contains(LOST)
                .containsOnlyOnce("at io.asyncio.LogProgram.")
                .doesNotContain("at io.asyncio.Task", "at io.asyncio.fiber");
    }

    @Test
    void withABindingItIsLoggedThereOnly() throws Exception {
        assertThat(errorsWithout("nothing"))
                .contains("ERROR io.asyncio.Loop - " + LOST)
                .containsOnlyOnce("at io.asyncio.LogProgram.");
    }

    @Test
    void fasterFibersAreNamedToThoseWhoCanHaveThem() throws Exception {
        assertThat(errorsWithout("slf4j").contains("--add-opens")).isEqualTo(CAN_CARRY);
        assertThat(errorsWithout("slf4j", "-Dio.asyncio.fiber=platform"))
                .contains("asyncio tasks run on platform fibers")
                .doesNotContain("--add-opens", "25");
    }

    @Test
    void whoHasTheFastestIsToldNoMore() throws Exception {
        assumeThat(CAN_CARRY).isTrue();
        assertThat(errorsWithout("slf4j", FiberKind.CARRIER_FLAGS.split(" ")))
                .contains("asyncio tasks run on carrier fibers")
                .doesNotContain("--add-opens", "25");
    }

    @Test
    void tracebacksCanBeSwitchedOff() throws Exception {
        assertThat(errors(1, "nothing", List.of(), "awaits")).contains("awaited(Task[failing] by Task[Task-1])");
        assertThat(errors(1, "nothing", List.of("-Dio.asyncio.tracebacks=false"), "awaits"))
                .contains("IllegalStateException: awaited")
                .doesNotContain("Task[failing] by");
    }

    private String errorsWithout(String jars, String... jvmOptions) throws Exception {
        return errors(0, jars, List.of(jvmOptions));
    }

    /** What the program prints to standard error; nothing else. */
    private String errors(int exitCode, String withoutJars, List<String> jvmOptions, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")); // it does not live long
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", classPathWithout(withoutJars), LogProgram.class.getName()));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("out");
        Path errors = directory.resolve("errors");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(errors)).isEqualTo(exitCode);
        assertThat(out).isEmptyFile();
        return Files.readString(errors);
    }

    private static String classPathWithout(String jars) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(jars))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
