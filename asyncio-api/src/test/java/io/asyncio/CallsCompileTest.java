package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overloads of {@link Asyncio} as users meet them: no lambda is ambiguous, and exceptions keep their types. */
@Tag("environment")
class CallsCompileTest {
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final String IMPORTS = """
            package calls;
            import static io.asyncio.Asyncio.*;
            import static java.nio.charset.StandardCharsets.UTF_8;
            import io.asyncio.*;
            import io.asyncio.Future;
            import java.io.IOException;
            import java.nio.file.*;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.Callable;
            import java.util.concurrent.CompletableFuture;
            import java.util.concurrent.TimeoutException;
            """;
    private static final String FIXTURE = IMPORTS + """
            abstract class CallsThatCompile {
                Loop loop;
                Task<String> task;
                Future<Integer> future;
                Awaitable<String> awaitable;
                Coroutine<String> coroutine = () -> "x";
                VoidCoroutine voidCoroutine = () -> sleepMs(1);
                List<Coroutine<Integer>> coroutines = List.of(() -> 1);
                Callable<String> callable = () -> "x";
                Source source;
                static String never() { throw new IllegalStateException(); }
                static int two() throws IOException, InterruptedException { return 1; }
                static <X extends Exception> int passOn(Body<Integer, X> body) throws X { return run(() -> body.await()); }
            }
            abstract class Source {
                abstract byte[] read() throws IOException;
                abstract byte[] read(int count) throws IOException;
                abstract byte[] line() throws IOException;
                abstract void drain() throws IOException;
                abstract int size();
                abstract void close();
            }
            """;

    @TempDir
    Path classes;

    @Test
    void theseCompileWithoutAWarning() throws IOException {
        Map<String, String> calls = new LinkedHashMap<>(); // to what they throw
        String thrown = "RuntimeException";
        for (String line : lines("calls-that-compile.txt")) {
            if (line.startsWith("throws ")) {
                thrown = line.substring("throws ".length());
            } else {
                calls.put(line + " // throws " + thrown, thrown);
            }
        }
        assertThat(calls).hasSizeGreaterThanOrEqualTo(60);
        assertThat(errorsOf(calls)).isEmpty();
    }

    @Test
    void theseDoNot() throws IOException {
        List<String> calls = lines("calls-that-do-not-compile.txt");
        assertThat(calls).hasSizeGreaterThanOrEqualTo(15);
        Map<String, String> errors =
                errorsOf(calls.stream().collect(Collectors.toMap(c -> c, c -> "RuntimeException")));
        assertThat(calls).allSatisfy(call -> {
            String expected = call.substring(call.lastIndexOf("// ") + 3);
            assertThat(errors.getOrDefault(call, "none")).as(call).contains(expected);
        });
    }

    private static List<String> lines(String resource) throws IOException {
        try (var in = CallsCompileTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("//"))
                    .toList();
        }
    }

    /** The first error or warning of each call that has any: its code and its text. */
    private Map<String, String> errorsOf(Map<String, String> thrownByCall) {
        Map<String, String> callByFile = new LinkedHashMap<>();
        List<JavaFileObject> sources = new ArrayList<>(List.of(new Source("CallsThatCompile", FIXTURE)));
        thrownByCall.forEach((call, thrown) -> {
            Source source = new Source("Call" + sources.size(), code("Call" + sources.size(), call, thrown));
            callByFile.put(source.getName(), call);
            sources.add(source);
        });
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        COMPILER.getTask(null, null, found, options(), null, sources).call();
        Map<String, String> errors = new LinkedHashMap<>();
        // a copy, as a message that is asked for may add another
        for (Diagnostic<? extends JavaFileObject> each : List.copyOf(found.getDiagnostics())) {
            String file = each.getSource() == null ? "" : each.getSource().getName();
            String call = callByFile.getOrDefault(file, file);
            errors.putIfAbsent(call, each.getCode() + ": " + each.getMessage(Locale.ROOT));
        }
        return errors;
    }

    private List<String> options() {
        String here = System.getProperty("java.class.path");
        return List.of(
                "-proc:none",
                "-implicit:none",
                "-Xlint:all,-try",
                "-Xmaxerrs",
                "1000",
                "--should-stop=ifError=FLOW",
                "-d",
                classes.toString(),
                "-cp",
                here);
    }

    private static String code(String name, String call, String thrown) {
        return IMPORTS + """
            abstract class %s extends CallsThatCompile {
                void call() throws %s {
                    %s
                }
            }
            """.formatted(name, thrown, call);
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String code;

        Source(String name, String code) {
            super(URI.create("string:///calls/" + name + ".java"), Kind.SOURCE);
            this.code = code;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return code;
        }
    }
}
