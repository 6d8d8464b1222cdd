package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md has every text that the library raises or logs, and no other: of each, the pieces that do not vary. */
class ErrorTextsTest {
    private static final Pattern RAISED =
            Pattern.compile("(\\w*Exception|CancelledError|ExceptionContext|ErrorLog\\.tell|report)(<>)?\\(");
    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ((?:[^|\\\\]|\\\\.)*)\\|");
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`]+)`");
    private static final String VARYING = "\\$\\{[^}]*}|\\$\\w+|\\\\n";
    private static final int LEAST_LENGTH = 10;
    private static final int LEAST_PART = 6;

    /** The pieces of the texts that {@code source} raises. */
    private static List<String> pieces(String source) {
        String code = Repository.withoutComments(source);
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
        Repository.mainSources().forEach(file -> pieces(Repository.read(file))
                .forEach(piece ->
                        (page.contains(piece.strip()) ? found : missing).add(file.getFileName() + ": " + piece)));
        assertThat(missing).isEmpty();
        assertThat(found).hasSizeGreaterThan(150);
    }

    @Test
    void eachOfThePageIsRaised() {
        String literals = Repository.mainSources()
                .map(Repository::read)
                .map(Repository::withoutComments)
                .flatMap(source -> LITERAL.matcher(source.replaceAll("\"\\s*\\+\\s*\"", ""))
                        .results())
                .map(literal -> literal.group(1))
                .collect(Collectors.joining("\n"));
        List<String> stale = textsOfPage()
                .map(text -> text.replace("\\|", "|").replaceFirst("^-Dio\\.asyncio\\.\\w+=", ""))
                .flatMap(text -> Stream.of(text.split("…", -1)))
                .filter(piece -> piece.strip().length() >= LEAST_LENGTH && !isMadeOf(literals, piece.strip()))
                .toList();
        assertThat(stale).isEmpty();
        assertThat(textsOfPage()).hasSizeGreaterThan(150);
    }

    /** Whether {@code text} is in {@code literals}, whole or in parts that are not too short. */
    private static boolean isMadeOf(String literals, String text) {
        int end = text.length();
        while (!literals.contains(text.substring(0, end))) {
            end--;
        }
        return end == text.length() || (end >= LEAST_PART && isMadeOf(literals, text.substring(end)));
    }

    /** What stands in backquotes in the first column of the tables of texts. */
    private static Stream<String> textsOfPage() {
        String page = Repository.read(Repository.ROOT.resolve("docs/errors.md"));
        return ROW.matcher(page.substring(page.indexOf("| text |")))
                .results()
                .flatMap(row -> CODE_SPAN.matcher(row.group(1)).results())
                .map(span -> span.group(1));
    }
}
