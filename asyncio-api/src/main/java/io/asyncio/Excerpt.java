package io.asyncio;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a reader is shown of an object of users: cut at a length, and safe to make. A collection of the JDK's shows its
 * first elements, and is not asked for the others; an object that contains itself ends in dots, as does one that is
 * nested too deep; one whose {@code toString()} throws is told by its class. Like Python's {@code reprlib}.
 */
final class Excerpt {
    private static final int MOST_CHARS = 200;
    private static final int MOST_ELEMENTS = 6;
    private static final int MOST_LEVELS = 6;
    private static final String DOTS = "...";

    /** What this thread is showing, outermost first; null while it shows nothing. */
    private static final ThreadLocal<@Nullable List<@Nullable Object>> SHOWN = new ThreadLocal<>();

    private Excerpt() {}

    static String of(@Nullable Object value) {
        List<@Nullable Object> outer = SHOWN.get();
        if (outer != null) {
            return of(value, outer);
        }
        SHOWN.set(new ArrayList<>(MOST_LEVELS));
        try {
            return of(value, SHOWN.get());
        } finally {
            SHOWN.remove();
        }
    }

    private static String of(@Nullable Object value, List<@Nullable Object> outer) {
        if (outer.size() == MOST_LEVELS || isShownIn(outer, value)) {
            return DOTS;
        }
        int level = outer.size();
        outer.add(value);
        try {
            return cut(textOf(value));
        } catch (Throwable e) {
            return "<" + classOf(value) + ": toString() threw " + classOf(e) + ">";
        } finally {
            outer.subList(level, outer.size()).clear();
        }
    }

    private static boolean isShownIn(List<@Nullable Object> outer, @Nullable Object value) {
        for (Object shown : outer) {
            if (shown == value) {
                return true;
            }
        }
        return false;
    }

    private static String classOf(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }

    /** Text of users, no longer than others are. */
    static String cut(CharSequence text) {
        if (text.length() <= MOST_CHARS) {
            return text.toString();
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1));
        return text.subSequence(0, splitsPair ? MOST_CHARS - 1 : MOST_CHARS) + DOTS;
    }

    private static CharSequence textOf(@Nullable Object value) {
        if (value != null && value.getClass().getClassLoader() == null) { // the JDK's: shown as it shows itself
            if (value instanceof CharSequence text) {
                return text;
            }
            if (value instanceof Collection<?> collection) {
                return elements(collection, "[", "]");
            }
            if (value instanceof Map<?, ?> map) {
                return elements(map.entrySet(), "{", "}");
            }
            if (value instanceof Map.Entry<?, ?> entry) {
                return of(entry.getKey()) + "=" + of(entry.getValue());
            }
        }
        return String.valueOf((Object) String.valueOf(value)); // a toString() may return null
    }

    private static String elements(Collection<?> collection, String prefix, String suffix) {
        StringJoiner text = new StringJoiner(", ", prefix, suffix);
        int left = MOST_ELEMENTS;
        for (Object element : collection) {
            if (left-- == 0) {
                text.add(DOTS);
                break;
            }
            text.add(of(element));
        }
        return text.toString();
    }
}
