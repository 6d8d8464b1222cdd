package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.asyncio.examples.docs.Page.Block;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;

/**
 * Each block of code of a page is code that the build compiles, and a test or an example runs; each output is one that a test
 * expects. Spaces and line ends are the page's own.
 */
class CodeBlocksTest {
    private static final String SOURCES = String.join("\n", Repository.sources());
    private static final String DENSE_SOURCES = withoutSpace(SOURCES);
    private static final Set<String> IN_SOURCES = Set.of("java", "kotlin", "text");
    private static final String FLAGS = "--add-opens=java.base/java.lang=%s --add-exports=java.base/jdk.internal.vm=%s";
    private static final Pattern MODULE = Pattern.compile("-pl ([\\w/,-]+)");
    private static final Pattern TEST = Pattern.compile("-Dtest='?([\\w,]+)");
    private static final Pattern PROFILE = Pattern.compile(" -P([\\w,]+)");
    private static final List<String> POMS =
            Repository.files("pom.xml").map(Repository::read).toList();
    private static final Pattern PROGRAM = Pattern.compile("-D(?:example|benchmark)=(\\w+)");

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static Stream<Block> blocks() {
        return Repository.pages().stream().flatMap(page -> page.blocks().stream());
    }

    static List<Block> blocksInSources() {
        return blocks().filter(block -> IN_SOURCES.contains(block.language())).toList();
    }

    @ParameterizedTest
    @MethodSource("blocksInSources")
    void standInASource(Block block) {
        String code = withoutSpace(block.code());
        assertThat(DENSE_SOURCES.contains(code))
                .as("a source or test has what stands at %s:\n%s", block, block.code())
                .isTrue();
    }

    static List<Block> otherBlocks() {
        return blocks().filter(block -> !IN_SOURCES.contains(block.language())).toList();
    }

    @ParameterizedTest
    @MethodSource("otherBlocks")
    void areWellFormed(Block block) throws Exception {
        switch (block.language()) {
            case "xml" -> requireXml(block);
            case "shell" -> block.code().lines().forEach(line -> requireCommand(block, line));
            case "properties", "kts", "dockerfile" -> requireFlags(block, block.code());
            default -> fail("%s has an unknown language, '%s'".formatted(block, block.language()));
        }
    }

    private static void requireXml(Block block) throws Exception {
        String code = "<all>" + block.code() + "</all>";
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(code)));
        String version = "<artifactId>asyncio-[a-z-]+</artifactId>\\s*(<!--.*-->)?\\s*<version>";
        Matcher ours = Pattern.compile(version + "([^<]+)<").matcher(block.code());
        while (ours.find()) {
            assertThat(Repository.read(Repository.ROOT.resolve("pom.xml"))).contains("<version>" + ours.group(2) + "<");
        }
        Pattern ofOurs = Pattern.compile("<groupId>io.asyncio</groupId>\\s*<artifactId>([^<]+)<");
        ofOurs.matcher(block.code()).results().forEach(artifact -> assertThat(POMS)
                .as("%s: %s", block, artifact.group(1))
                .anyMatch(pom -> pom.contains("<artifactId>" + artifact.group(1) + "<")));
        requireFlags(block, block.code());
    }

    static List<Page> pages() {
        return Repository.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsInProse(Page page) {
        Block prose = new Block(page, 0, "shell", "");
        page.codeSpans().stream()
                .filter(span -> span.startsWith("mvn "))
                .forEach(command -> requireCommand(prose, command));
        page.codeSpans().stream()
                .filter(span -> span.matches("\\.\\w+/[\\w.-]+"))
                .forEach(file -> assertThat(Repository.ROOT.resolve(file)).exists());
    }

    /** Modules and programs that a command names are there, and it gives both flags, or none. */
    private static void requireCommand(Block block, String command) {
        Matcher modules = MODULE.matcher(command);
        while (modules.find()) {
            for (String module : List.of(modules.group(1).split(",", -1))) {
                Path pom = Repository.ROOT.resolve(module).resolve("pom.xml");
                assertThat(pom).as("%s: %s", block, command).exists();
            }
        }
        Matcher programs = PROGRAM.matcher(command);
        while (programs.find()) {
            String name = programs.group(1);
            assertThat(Repository.sources())
                    .as("%s: %s", block, command)
                    .anyMatch(source ->
                            Pattern.compile("class " + name).matcher(source).find());
        }
        requireNamed(block, command, TEST, name -> Repository.sources().stream()
                .anyMatch(source -> source.contains("class " + name + " ")));
        requireNamed(block, command, PROFILE, name -> POMS.stream().anyMatch(pom -> pom.contains("<id>" + name + "<")));
        requireFlags(block, command);
    }

    private static void requireNamed(Block block, String command, Pattern pattern, Predicate<String> isThere) {
        pattern.matcher(command)
                .results()
                .flatMap(names -> Stream.of(names.group(1).split(",", -1)))
                .map(name -> name.replaceAll("#.*", ""))
                .forEach(name -> assertThat(isThere.test(name))
                        .as("%s: %s of %s", block, name, command)
                        .isTrue());
    }

    private static void requireFlags(Block block, String text) {
        String flags = text.replaceAll("--add-(opens|exports) ", "--add-$1=");
        if (flags.contains("--add-")) {
            boolean unnamed = flags.contains(FLAGS.replace("%s", "ALL-UNNAMED"));
            boolean named = flags.contains(FLAGS.replace("%s", "io.asyncio"));
            assertThat(unnamed || named).as("both flags at %s", block).isTrue();
        }
        if (text.contains("Add-Opens") || text.contains("Add-Exports")) {
            assertThat(withoutSpace(text))
                    .as("both entries at %s", block)
                    .containsPattern("Add-Opens[^A-Za-z/]*(to\")?[^A-Za-z/]*java.base/java.lang\\b")
                    .containsPattern("Add-Exports[^A-Za-z/]*(to\")?[^A-Za-z/]*java.base/jdk.internal.vm\\b");
        }
    }

    @Test
    void thereAreBlocks() throws Exception {
        assertThat(blocksInSources()).hasSizeGreaterThan(50);
        assertThat(Files.readString(Repository.ROOT.resolve("pom.xml"))).contains(FLAGS.replace("%s", "ALL-UNNAMED"));
    }
}
