package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What users of an old Reactor or Netty are told; the build puts both, really old, into target/old-libraries. */
@Tag("environment")
class RequiredLibrariesTest {
    private static final Path OLD = Path.of("target", "old-libraries");

    @Test
    void anOldReactorIsRefusedByName() throws Exception {
        assertThat(runWith(old("reactor-core"), jar -> !jar.startsWith("reactor-core")))
                .hasSize(OldLibrariesProgram.WAYS)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("java.lang.IllegalStateException: asyncio needs reactor-core 3.8 or newer")
                        .contains("reactor-core-3.4.1.jar", "BOM", "io.projectreactor:reactor-core"));
    }

    @Test
    void anOldNettyIsRefusedByName() throws Exception {
        assertThat(runWith(old("netty"), jar -> !jar.startsWith("netty")))
                .hasSize(OldLibrariesProgram.WAYS)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("java.lang.IllegalStateException: asyncio needs Netty 4.2 or newer")
                        .contains("netty-transport-4.1.118.Final.jar", "BOM", "io.netty:netty-transport"));
    }

    @Test
    void ourOwnAreTaken() throws Exception {
        assertThat(runWith(List.of(), jar -> true)).containsOnly("runs").hasSize(OldLibrariesProgram.WAYS);
    }

    private static List<String> old(String prefix) throws Exception {
        try (Stream<Path> jars = Files.list(OLD)) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(prefix))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static List<String> runWith(List<String> others, Predicate<String> kept) throws Exception {
        List<String> classPath = new ArrayList<>(others);
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> kept.test(Path.of(entry).getFileName().toString()))
                .forEach(classPath::add);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        String.join(File.pathSeparator, classPath),
                        OldLibrariesProgram.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
