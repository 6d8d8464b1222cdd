package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md has every text that the library raises or logs: of each, the pieces that do not vary. */
class ErrorTextsTest {
    private static final Pattern RAISED =
            Pattern.compile("(\\w*Exception|CancelledError|ExceptionContext|ErrorLog\\.tell|report)(<>)?\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|(?m)^\\s*//.*$", Pattern.DOTALL);
    private static final String VARYING = "\\$\\{[^}]*}|\\$\\w+|\\\\n";
    private static final int LEAST_LENGTH = 10;

    private static Stream<Path> mainSources() {
        return Repository.files(".java", ".kt")
                .filter(file -> file.toString().contains("/src/main/"))
                .filter(file -> !file.startsWith(Repository.ROOT.resolve("examples")));
    }

    /** The pieces of the texts that {@code source} raises. */
    private static List<String> pieces(String source) {
        String code = COMMENT.matcher(source).replaceAll("");
        List<String> pieces = new ArrayList<>();
        Matcher raised = RAISED.matcher(code);
        while (raised.find()) {
            Matcher literal = LITERAL.matcher(arguments(code, raised.end()));
            while (literal.find()) {
                Stream.of(literal.group(1).split(VARYING, -1))
                        .filter(piece -> piece.strip().length() >= LEAST_LENGTH)
                        .forEach(pieces::add);
            }
        }
        return pieces;
    }

    /** What stands between the parenthesis before {@code begin} and the one that closes it. */
    private static String arguments(String code, int begin) {
        int open = 1;
        boolean inLiteral = false;
        for (int i = begin; i < code.length(); i++) {
            char c = code.charAt(i);
            if (c == '"' && code.charAt(i - 1) != '\\') {
                inLiteral = !inLiteral;
            } else if (!inLiteral && c == '(') {
                open++;
            } else if (!inLiteral && c == ')' && --open == 0) {
                return code.substring(begin, i);
            }
        }
        throw new AssertionError("a parenthesis that nothing closes");
    }

    @Test
    void eachIsOnThePage() {
        String page = Repository.read(Repository.ROOT.resolve("docs/errors.md"));
        List<String> missing = new ArrayList<>();
        List<String> found = new ArrayList<>();
        mainSources().forEach(file -> pieces(Repository.read(file))
                .forEach(piece ->
                        (page.contains(piece.strip()) ? found : missing).add(file.getFileName() + ": " + piece)));
        assertThat(missing).isEmpty();
        assertThat(found).hasSizeGreaterThan(150);
    }
}
