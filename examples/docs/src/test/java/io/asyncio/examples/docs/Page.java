package io.asyncio.examples.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Markdown file: its fenced blocks, and the lines outside of them. */
record Page(Path file, List<Block> blocks, List<String> prose) {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

    /** What stands between two fences; {@code line} is that of the first one. */
    record Block(Page page, int line, String language, String code) {
        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    static Page read(Path file) {
        Page page = new Page(file, new ArrayList<>(), new ArrayList<>());
        List<String> lines = Repository.read(file).lines().toList();
        int begin = -1;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (begin >= 0 && line.equals("```")) {
                String code = String.join("\n", lines.subList(begin + 1, i));
                page.blocks.add(new Block(page, begin + 1, lines.get(begin).substring(3), code));
                begin = -1;
            } else if (begin < 0 && line.startsWith("```")) {
                begin = i;
            } else if (begin < 0) {
                page.prose.add(line);
            }
        }
        if (begin >= 0) {
            throw new AssertionError(page + ":" + (begin + 1) + " opens a block that nothing closes");
        }
        return page;
    }

    /** Where the page's links lead. */
    List<String> links() {
        return found(LINK, String.join("\n", prose).replaceAll("`[^`]*`", "`"));
    }

    /** What stands in backquotes; not in the first column of a table for those who come from elsewhere. */
    List<String> codeSpans() {
        boolean fromElsewhere = file.getFileName().toString().startsWith("from-");
        return prose.stream()
                .map(line -> fromElsewhere ? line.replaceFirst("^\\|[^|]*\\|", "") : line)
                .flatMap(line -> found(CODE_SPAN, line).stream())
                .toList();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** What a link to a heading of the page may end with, as GitHub makes it. */
    Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : prose) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                String anchor = heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    @Override
    public String toString() {
        return Repository.ROOT.relativize(file).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Page page && file.equals(page.file);
    }

    @Override
    public int hashCode() {
        return file.hashCode();
    }
}
