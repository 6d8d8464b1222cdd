package com.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.view.LoopView;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The outputs of docs/seeing.md; the numbers of loops and tasks are not compared. */
class SeeingPageTest {
    private static String withoutNumbers(String text) {
        return text.replaceAll("(loop|Task)-\\d+", "$1-1");
    }

    @Test
    void dump() {
        try (Loop loop = Loop.create()) {
            CompletableFuture<String> dump = new CompletableFuture<>();
            loop.createTask("main", () -> new Shop().open());
            // behind main's first step, then behind those of its tasks
            loop.callSoonThreadsafe(() -> loop.callSoon(() -> dump.complete(loop.dump())));
            loop.start();
            assertThat(withoutNumbers(dump.join())).isEqualTo(withoutNumbers("""
                    Loop[asyncio-loop-1, running, tasks=3]
                    └── Task[main, parked] Asyncio.gather at com.acme.Shop.open(Shop.java:17)
                        ├── Task[till, parked] Queue.get at com.acme.Shop.serve(Shop.java:21)
                        └── Task[clock, parked] Asyncio.sleep at com.acme.Shop.tick(Shop.java:25)
                    """));
        }
    }

    @Test
    void view() throws Exception {
        int port = 0;
        try (Loop loop = Loop.create().start()) {
            Task<String> work = loop.createTask(() -> "done");
            try (LoopView view = LoopView.start(loop, port)) { // with 8090: http://127.0.0.1:8090/
                work.toCompletableFuture().join();
            }
        }
    }

    @Test
    void ps() throws Exception {
        try (Loop loop = Loop.create()) {
            CompletableFuture<Boolean> settled = new CompletableFuture<>();
            loop.createTask("main", () -> new Shop().open());
            loop.callSoonThreadsafe(() -> loop.callSoon(() -> settled.complete(true)));
            loop.start();
            settled.join();
            assertThat(withoutNumbers(outputOf("ps"))).contains(withoutNumbers("""
                    Loop[asyncio-loop-1, running, tasks=3]
                    TASK   STATE   AWAITED BY  WHERE
                    main   parked  -           Asyncio.gather at com.acme.Shop.open(Shop.java:17)
                    till   parked  main        Queue.get at com.acme.Shop.serve(Shop.java:21)
                    clock  parked  main        Asyncio.sleep at com.acme.Shop.tick(Shop.java:25)
                    """));
        }
    }

    /** The command looks at this JVM, with the library's classes alone. */
    private static String outputOf(String command) throws Exception {
        Path library = Path.of(
                Loop.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        library.toString(),
                        "io.asyncio.seeing.JvmInspector",
                        command,
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void traceback() {
        IOException failure = assertThrows(IOException.class, () -> Main.main(new String[0]));
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(withoutNumbers(trace.toString())).startsWith(withoutNumbers("""
                java.io.IOException: reset by peer
                	at com.acme.Shop.fetch(Shop.java:34)
                	at io.asyncio.Task.awaited(Task[fetch] by Task[Task-1])
                	at com.acme.Shop.order(Shop.java:30)
                	at io.asyncio.Task.awaited(Task[Task-1] by thread main)
                	at com.acme.Main.main(Main.java:11)
                """));
    }
}
