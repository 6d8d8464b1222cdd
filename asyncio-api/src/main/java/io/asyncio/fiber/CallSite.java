package io.asyncio.fiber;

import java.security.CodeSource;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a task stands: the innermost line of the user's code, and what it calls there. */
public final class CallSite {
    private static final List<String> PLATFORM =
            List.of("java.", "jdk.", "sun.", "kotlin.", "reactor.", "io.netty.", "io.micrometer.context.");
    private static final @Nullable Object LIBRARY = originOf(CallSite.class);

    private CallSite() {}

    /** Like {@code Asyncio.sleep at com.acme.Shop.sell(Shop.java:42)}; empty if no code of a user is on the stack. */
    public static String of(List<StackTraceElement> stack) {
        String called = "";
        for (StackTraceElement frame : stack) {
            if (isUsers(frame)) {
                return called + "at " + line(frame);
            }
            if (frame.getClassName().startsWith("io.asyncio.")) {
                String type =
                        frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
                called = type + "." + frame.getMethodName() + " ";
            }
        }
        return "";
    }

    /** Without the class loader, which {@code toString} tells of some threads' frames. */
    private static String line(StackTraceElement frame) {
        String source =
                frame.getFileName() == null ? "Unknown Source" : frame.getFileName() + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + source + ")";
    }

    private static boolean isUsers(StackTraceElement frame) {
        Predicate<String> isPrefix = frame.getClassName()::startsWith;
        return PLATFORM.stream().noneMatch(isPrefix)
                && !(isPrefix.test("io.asyncio.") && isOfLibrary(frame.getClassName()));
    }

    /**
     * Examples and tests share the package's name, and are users all the same. A lambda's class, which JDK 17 shows in other
     * threads' stacks, is found by no name, but the class it stands in is.
     */
    private static boolean isOfLibrary(String className) {
        int lambda = className.indexOf("$$Lambda");
        String named = lambda < 0 ? className : className.substring(0, lambda);
        try {
            Class<?> type = Class.forName(named, false, CallSite.class.getClassLoader());
            return LIBRARY == null || LIBRARY.equals(originOf(type));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static @Nullable Object originOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
