package io.asyncio;

import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program loads: the time of a short one. */
class StartUpTest {
    @TempDir
    Path directory;

    /** Sleeps for a moment. */
    static final class Program {
        public static void main(String[] arguments) {
            run(() -> sleepMs(1));
        }
    }

    @Test
    void aProgramWithoutSocketsStartsNeitherNettyNorReactorsPublishers() throws Exception {
        Path loaded = directory.resolve("loaded");
        Process program = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load:file=" + loaded,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName()))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
        assertThat(program.waitFor()).isZero();
        try (Stream<String> lines = Files.lines(loaded)) {
            assertThat(lines)
                    .anyMatch(line -> line.contains(" io.asyncio.Task "))
                    .noneMatch(line -> line.contains(" io.netty.util.internal.PlatformDependent "))
                    .noneMatch(line -> line.contains(" io.netty.channel.nio.NioIoHandler "))
                    .noneMatch(line -> line.contains(" reactor.core.publisher.Mono "))
                    .noneMatch(line -> line.contains(" java.lang.management.ManagementFactory "));
        }
    }
}
