package io.asyncio.examples.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Greeting;
import io.asyncio.examples.docs.Page.Block;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/fibers.md says to do gives carrier fibers, on a JDK that has them. */
class FibersPageTest {
    private static final Page PAGE = Page.read(Repository.ROOT.resolve("docs/fibers.md"));
    private static final String FIBER =
            Runtime.version().feature() >= 25 ? "carrier" : Runtime.version().feature() >= 21 ? "virtual" : "platform";

    @TempDir
    Path folder;

    private static String block(String language, String word) {
        return PAGE.blocks().stream()
                .filter(block ->
                        block.language().equals(language) && block.code().contains(word))
                .map(Block::code)
                .findFirst()
                .orElseThrow();
    }

    private static String outputOf(List<String> arguments, Map<String, String> environment) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try (InputStream output = builder.start().getInputStream()) {
            return new String(output.readAllBytes(), UTF_8);
        }
    }

    private static void assertGreeting(String output) {
        assertThat(output).contains("hello").contains("asyncio tasks run on " + FIBER);
    }

    private static List<String> classPathAndMain() {
        return List.of("-cp", System.getProperty("java.class.path"), Greeting.class.getName());
    }

    @Test
    void onTheCommandLine() throws IOException {
        String shell = block("shell", "ALL-UNNAMED");
        List<String> flags = new ArrayList<>(List.of(shell.split(" ", -1)));
        List<String> arguments = new ArrayList<>(flags.subList(1, flags.indexOf("-jar")));
        arguments.addAll(classPathAndMain());
        assertGreeting(outputOf(arguments, Map.of()));
    }

    @Test
    void inAContainer() throws IOException {
        String[] env = block("dockerfile", "ENV").split("[ =]", 3);
        assertGreeting(outputOf(classPathAndMain(), Map.of(env[1], env[2].replace("\"", ""))));
    }

    @Test
    void inTheManifest() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Greeting.class.getName());
        main.put(Attributes.Name.CLASS_PATH, classPathAsUrls());
        Matcher entry = Pattern.compile("<(Add-\\w+)>(.*)</").matcher(block("xml", "manifestEntries"));
        while (entry.find()) {
            main.putValue(entry.group(1), entry.group(2));
        }
        Path jar = folder.resolve("app.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream bytes = Greeting.class.getResourceAsStream("Greeting.class")) {
            out.putNextEntry(new JarEntry("com/acme/Greeting.class"));
            bytes.transferTo(out);
        }
        assertGreeting(outputOf(List.of("-jar", jar.toString()), Map.of()));
    }

    private static String classPathAsUrls() {
        return Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator"), -1))
                .map(entry -> Path.of(entry).toUri().toString())
                .collect(Collectors.joining(" "));
    }
}
