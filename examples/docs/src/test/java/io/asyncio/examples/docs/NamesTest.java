package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The names that a page has in backquotes are in the sources, outside of comments: a page does not outlive a name. */
class NamesTest {
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w+)\\(");
    private static final Pattern OF_SEVERAL_WORDS = Pattern.compile("(?<![\\w-])([A-Za-z]*[a-z][A-Z]\\w*+)(?!\\*)");
    private static final Pattern MEMBER = Pattern.compile("(?<![\\w.])(?!asyncio\\.)([A-Za-z]\\w*)\\.([a-z]\\w*)");
    private static final Pattern SETTING =
            Pattern.compile("(?:(?<![\\w.:])|(?<=-D))((?:io\\.)?asyncio\\.[a-z][\\w.-]*\\w)");
    private static final Pattern ARTIFACT =
            Pattern.compile("\\bio\\.asyncio:([\\w-]+)\\b(?!=)"); // an MBean's name goes on
    private static final Pattern DECLARATION =
            Pattern.compile("\\b(?:class|interface|record)\\s+\\w+([^{]*?)(?:\\{|\\bpermits\\b)");
    private static final Set<String> OF_OTHERS = Set.of(
            "acquirePermission",
            "BaseException",
            "completionStageOrFuture",
            "doFinally",
            "ExitOnOutOfMemoryError",
            "failIfNoSpecifiedTests",
            "maxWaitDuration",
            "NoSuchMethodError",
            "PlatformTransactionManager",
            "selectNow",
            "ThreadPoolBulkhead");
    private static final Map<String, String> RECEIVERS = Map.of("reader", "StreamReader", "writer", "StreamWriter");

    private static final Set<String> WORDS = Repository.sources().stream()
            .map(Repository::withoutComments)
            .flatMap(source -> WORD.matcher(source).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    private static final Map<String, String> TYPES = types();
    private static final String MAIN_SOURCES = String.join("\n", TYPES.values());
    private static final String POMS =
            Repository.files("pom.xml").map(Repository::read).collect(Collectors.joining("\n"));
    private static final String METADATA = Repository.read(
            Repository.ROOT.resolve("reactor-adapter/src/main/resources/META-INF/spring-configuration-metadata.json"));

    /** The sources of our types, by their simple names. */
    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        Repository.mainSources()
                .forEach(file -> types.put(nameOf(file), Repository.withoutComments(Repository.read(file))));
        return types;
    }

    private static String nameOf(Path file) {
        return file.getFileName().toString().replaceAll("\\.\\w+$", "");
    }

    static List<Page> pages() {
        return Repository.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void methodsAreThere(Page page) {
        assertThat(found(page, CALL, name -> !isKnown(name.group(1)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void namesOfSeveralWordsAreThere(Page page) {
        assertThat(found(page, OF_SEVERAL_WORDS, name -> !isKnown(name.group(1))))
                .isEmpty();
    }

    /** {@code Loop.create} is in the type {@code Loop}, and so is {@code loop.time}; Kotlin's extensions are wherever. */
    @ParameterizedTest
    @MethodSource("pages")
    void membersAreInTheirTypes(Page page) {
        assertThat(found(page, MEMBER, name -> !isMember(typeOf(name.group(1)), name.group(2))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void settingsAndMetersAreThere(Page page) {
        assertThat(found(page, SETTING, name -> !isSetting(name.group(1)))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void artifactsAreThere(Page page) {
        assertThat(found(page, ARTIFACT, name -> !POMS.contains("<artifactId>" + name.group(1) + "<")))
                .isEmpty();
    }

    private static List<String> found(Page page, Pattern pattern, Predicate<MatchResult> isWrong) {
        return page.codeSpans().stream()
                .flatMap(span -> pattern.matcher(span).results())
                .filter(isWrong)
                .map(name -> page + ": " + name.group())
                .toList();
    }

    private static boolean isKnown(String name) {
        return WORDS.contains(name) || OF_OTHERS.contains(name);
    }

    private static String typeOf(String receiver) {
        String capitalised = Character.toUpperCase(receiver.charAt(0)) + receiver.substring(1);
        return RECEIVERS.getOrDefault(receiver, capitalised);
    }

    /** True also for types that are not ours. */
    private static boolean isMember(String type, String name) {
        return !TYPES.containsKey(type)
                || withSupertypes(type).anyMatch(each -> has(TYPES.get(each), "\\b" + name + "\\b"))
                || has(MAIN_SOURCES, "fun [^=\\n]*\\." + name + "\\(");
    }

    private static Stream<String> withSupertypes(String type) {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (TYPES.containsKey(next) && found.add(next)) {
                DECLARATION
                        .matcher(TYPES.get(next))
                        .results()
                        .flatMap(types -> WORD.matcher(types.group(1)).results())
                        .forEach(supertype -> open.add(supertype.group()));
            }
        }
        return found.stream();
    }

    private static boolean isSetting(String name) {
        return has(MAIN_SOURCES, "\"" + Pattern.quote(name) + "\"")
                || isPackage(name)
                || (isPackage(name.replaceAll("\\.\\w+$", "")) && isKnown(name.replaceAll(".*\\.", "")))
                || METADATA.contains("\"name\": \"" + name + "\"");
    }

    private static boolean isPackage(String name) {
        return has(MAIN_SOURCES, "\\bpackage " + Pattern.quote(name) + "\\b(?!\\.)");
    }

    private static boolean has(String source, String regex) {
        return Pattern.compile(regex).matcher(source).find();
    }

    @Test
    void thereAreNames() {
        List<String> spans =
                pages().stream().flatMap(page -> page.codeSpans().stream()).toList();
        for (Pattern pattern : List.of(CALL, OF_SEVERAL_WORDS, MEMBER, SETTING)) {
            assertThat(spans).filteredOn(span -> pattern.matcher(span).find()).hasSizeGreaterThan(20);
        }
    }
}
