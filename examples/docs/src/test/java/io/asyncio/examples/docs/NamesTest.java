package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each method that a page names is called or declared somewhere in the sources: a page does not outlive a name. */
class NamesTest {
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Pattern CALL = Pattern.compile("\\b([a-z]\\w+)\\(");
    private static final Set<String> OF_OTHERS = Set.of("acquirePermission");
    private static final Set<String> WORDS = Repository.sources().stream()
            .flatMap(source -> WORD.matcher(source).results())
            .map(found -> found.group())
            .collect(Collectors.toSet());

    static List<Page> pages() {
        return Repository.pages();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void areThere(Page page) {
        List<String> unknown = page.codeSpans().stream()
                .flatMap(span -> CALL.matcher(span).results())
                .map(found -> found.group(1))
                .filter(name -> !WORDS.contains(name) && !OF_OTHERS.contains(name))
                .toList();
        assertThat(unknown).as("methods that %s names", page).isEmpty();
    }
}
