package io.asyncio.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The code in the Javadoc of public types is code that the build compiles; spaces and line ends are the Javadoc's own, and
 * {@code ...} stands for more code. (JDK 17, which makes the Javadoc, has no {@code @snippet} yet.)
 */
class JavadocCodeTest {
    private static final Pattern BLOCK = Pattern.compile("<pre>(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern DRAWING = Pattern.compile("[─│]");
    private static final String DENSE_SOURCES = String.join(
            "\n",
            Repository.sources().stream()
                    .map(Repository::withoutComments)
                    .map(JavadocCodeTest::dense)
                    .toList());

    record Block(String file, String code) {
        @Override
        public String toString() {
            return file + ": " + code;
        }
    }

    private static String dense(String code) {
        return code.replaceAll("\\s+", "");
    }

    static List<Block> blocks() {
        return Repository.mainSources()
                .filter(file -> !file.endsWith("package-info.java"))
                .flatMap(file -> {
                    String source = Repository.read(file);
                    return source.contains("\npublic ")
                            ? blocksOf(file.getFileName().toString(), source)
                            : Stream.of();
                })
                .toList();
    }

    private static Stream<Block> blocksOf(String file, String source) {
        return BLOCK.matcher(source)
                .results()
                .map(block -> block.group(1).replaceAll("(?m)^\\s*\\* ?", ""))
                .filter(code -> !DRAWING.matcher(code).find())
                .map(code -> code.replaceFirst("(?s)^\\{@code\\b(.*)\\}$", "$1"))
                .map(code -> code.replace("&lt;", "<").replace("&#64;", "@"))
                .map(code -> new Block(file, code.strip()));
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void standsInASource(Block block) {
        for (String part : block.code().split("\\.\\.\\.", -1)) {
            assertThat(DENSE_SOURCES.contains(dense(part)))
                    .as("a source or test has what stands at %s", block)
                    .isTrue();
        }
    }

    @Test
    void thereAreBlocks() {
        assertThat(blocks()).hasSizeGreaterThan(15);
    }
}
