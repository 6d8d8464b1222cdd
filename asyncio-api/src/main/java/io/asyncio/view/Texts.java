package io.asyncio.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts of users and stacks, no longer than a page can show. */
final class Texts {
    private static final int MOST_FRAMES = 64;

    private Texts() {}

    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, splitsPair ? most - 1 : most) + "...";
    }

    static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Line by line, innermost call first. */
    static List<String> lines(List<StackTraceElement> stack) {
        List<String> lines = new ArrayList<>();
        for (StackTraceElement frame : stack) {
            if (lines.size() == MOST_FRAMES) {
                lines.add("... " + (stack.size() - MOST_FRAMES) + " more");
                break;
            }
            lines.add(frame.toString());
        }
        return lines;
    }

    /** Where a user's exception was made; empty if its own code fails. */
    static List<StackTraceElement> stackOf(Throwable failure) {
        try {
            return List.of(failure.getStackTrace());
        } catch (Throwable e) {
            return List.of();
        }
    }

    /** What a user's exception says; its own code may fail. */
    static String of(Throwable failure, int most) {
        try {
            return cut(String.valueOf(failure), most);
        } catch (Throwable e) {
            return failure.getClass().getName();
        }
    }
}
