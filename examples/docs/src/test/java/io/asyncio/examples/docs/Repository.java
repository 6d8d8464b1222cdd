package io.asyncio.examples.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of this repository that the tests of the documentation look at. */
final class Repository {
    static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();
    private static final Pattern CODE = Pattern.compile(".*/src/(main|test)/(java|kotlin)/.*\\.(java|kt)");
    private static final Pattern COMMENT =
            Pattern.compile("/\\*.*?\\*/|^\\s*//.*?$", Pattern.DOTALL | Pattern.MULTILINE);

    private Repository() {}

    /** Every Markdown file. */
    static List<Page> pages() {
        return files(".md").map(Page::read).toList();
    }

    /** The text of every file that the build compiles. */
    static List<String> sources() {
        return files(".java", ".kt")
                .filter(file -> CODE.matcher(file.toString()).matches())
                .map(Repository::read)
                .toList();
    }

    /** The files of the library itself. */
    static Stream<Path> mainSources() {
        return files(".java", ".kt")
                .filter(file -> file.toString().contains("/src/main/"))
                .filter(file -> !file.startsWith(ROOT.resolve("examples")));
    }

    static String withoutComments(String source) {
        return COMMENT.matcher(source).replaceAll("");
    }

    static Stream<Path> files(String... endings) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = directory.getFileName().toString();
                    boolean isBuilt = name.startsWith(".") || name.equals("target");
                    return isBuilt ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    for (String ending : endings) {
                        if (file.toString().endsWith(ending)) {
                            found.add(file);
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(found);
        return found.stream();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
