package io.asyncio.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** CPython, as {@code -Dpython=} names it, or else as {@code python3} in the path; 3.13 or newer, for the queues' end. */
final class Python {
    private static final String COMMAND = System.getProperty("python", "python3");
    private static final String PROGRAM = "program\n";

    private Python() {}

    static boolean isThere() {
        try {
            Process process = new ProcessBuilder(COMMAND, "-c", "import asyncio; asyncio.QueueShutDown")
                    .redirectErrorStream(true)
                    .start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    /** What happens in each of them, in order; by one process. */
    static List<List<String>> traces(List<Program> programs) {
        String texts =
                programs.stream().map(program -> PROGRAM + program.text()).collect(Collectors.joining());
        try {
            Path script = Path.of(Objects.requireNonNull(Python.class.getResource("programs.py"))
                    .toURI());
            Path input = Files.writeString(Files.createTempFile("programs", ".txt"), texts);
            Process process = new ProcessBuilder(COMMAND, script.toString())
                    .redirectInput(input.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Files.delete(input);
            return Arrays.stream(output.split(PROGRAM, -1))
                    .skip(1)
                    .map(trace -> trace.lines().toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
