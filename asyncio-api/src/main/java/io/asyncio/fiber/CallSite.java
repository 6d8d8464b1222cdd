package io.asyncio.fiber;

import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Where a task stands: the innermost line of the user's code, and what it calls there. */
public final class CallSite {
    private static final List<String> PLATFORM = List.of(
            "java.",
            "jdk.",
            "sun.",
            "kotlin.",
            "kotlinx.coroutines.",
            "reactor.",
            "io.netty.",
            "io.micrometer.context.",
            "org.junit.",
            "org.apache.maven.surefire.");

    private static final @Nullable Object LIBRARY = originOf(CallSite.class);
    /** The jars of the library: this one, and the adapters, as far as they are there. */
    private static final Set<Object> JARS =
            originsOf(CallSite.class.getName(), "io.asyncio.reactor.ReactorAdapter", "io.asyncio.kotlin.KotlinAdapter");

    /** Whether a class of this name is of the library: to look that up takes longer than all else here. */
    private static final Map<String, Boolean> OF_LIBRARY = new ConcurrentHashMap<>();

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

    /**
     * The user's part of a stack, innermost frame first: from the innermost line of the user's code to the outermost, with
     * what the platform has called in between, and without the library's own frames.
     *
     * @param most so many frames, counted from the innermost
     */
    public static List<StackTraceElement> usersPart(StackTraceElement[] stack, int most) {
        List<StackTraceElement> frames = new ArrayList<>();
        int end = 0; // behind the outermost line of the user's code
        for (int i = 0; i < stack.length && frames.size() < most; i++) {
            if (isUsers(stack[i])) {
                frames.add(stack[i]);
                end = frames.size();
            } else if (end > 0 && !isOurs(stack[i])) {
                frames.add(stack[i]);
            }
        }
        return frames.subList(0, end);
    }

    /** Without the class loader, which {@code toString} tells of some threads' frames. */
    private static String line(StackTraceElement frame) {
        String source =
                frame.getFileName() == null ? "Unknown Source" : frame.getFileName() + ":" + frame.getLineNumber();
        return frame.getClassName() + "." + frame.getMethodName() + "(" + source + ")";
    }

    /** Whether it is the user's code, which includes the user's other libraries. */
    public static boolean isUsers(StackTraceElement frame) {
        for (String prefix : PLATFORM) {
            if (frame.getClassName().startsWith(prefix)) {
                return false;
            }
        }
        return !isOurs(frame);
    }

    /** Whether it is of this library, or of its adapters. */
    public static boolean isOurs(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("io.asyncio.") && OF_LIBRARY.computeIfAbsent(outerOfLambda(name), CallSite::isOfLibrary);
    }

    /** A lambda's class, which JDK 17 shows in other threads' stacks, is found by no name; the class it stands in is. */
    private static String outerOfLambda(String className) {
        int lambda = className.indexOf("$$Lambda");
        return lambda < 0 ? className : className.substring(0, lambda);
    }

    /** Examples and tests share the package's name, and are users all the same. */
    private static boolean isOfLibrary(String className) {
        try {
            Class<?> type = Class.forName(className, false, CallSite.class.getClassLoader());
            Object origin = originOf(type);
            return LIBRARY == null || (origin != null && JARS.contains(origin));
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static Set<Object> originsOf(String... classNames) {
        Set<Object> origins = new HashSet<>();
        for (String className : classNames) {
            Object origin = originOf(className);
            if (origin != null) {
                origins.add(origin);
            }
        }
        return origins;
    }

    private static @Nullable Object originOf(String className) {
        try {
            return originOf(Class.forName(className, false, CallSite.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static @Nullable Object originOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
