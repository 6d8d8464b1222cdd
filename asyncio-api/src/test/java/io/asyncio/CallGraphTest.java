package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CallGraphTest extends LoopTestBase {
    private final Lock lock = new Lock();
    private final Event never = new Event();

    @Test
    void belowEachTaskStandsWhatItAwaitsAndWhere() {
        run(() -> {
            Task<?> leaf = createTask("leaf", this::waitForever);
            Future<?> future = loop.createFuture();
            createTask("main", () -> gather(leaf, future));
            lock.acquire();
            createTask("locked", () -> lock.acquire());
            settle();
            createTask("new", () -> {});
            assertThat(withoutLineNumbers(loop.dump()).skip(1).toList())
                    .containsExactly(
                            "├── Task[Task-1, running] Loop.dump at io.asyncio.CallGraphTest.lambda",
                            "├── Task[main, parked] Asyncio.gather at io.asyncio.CallGraphTest.lambda",
                            "│   ├── Task[leaf, parked] Event.await at io.asyncio.CallGraphTest.waitForever",
                            "│   └── Future[pending, waiters=1]",
                            "├── Task[locked, parked] Lock.acquire at io.asyncio.CallGraphTest.lambda",
                            "└── Task[new, new]");
            assertThat(loop.dump()).startsWith(loop.toString()).contains("CallGraphTest.java:");
        });
    }

    @Test
    void aNameWithLineBreaksStaysOnItsLine() {
        run(() -> {
            createTask("one\nand\u0085two\u2028└── Task[three]", this::waitForever);
            settle();
            assertThat(loop.dump().lines().skip(2).toList())
                    .singleElement(as(STRING))
                    .startsWith("└── Task[one?and?two?└── Task[three], parked] ");
        });
    }

    @Test
    void everyWayToAwaitIsInTheTree() {
        run(() -> {
            Task<?> leaf = createTask("leaf", this::waitForever);
            List<Task<?>> waiting = List.of(
                    createTask("await", () -> await(leaf)),
                    createTask("waitFor", () -> waitFor(leaf, 1e9)),
                    createTask("waitUntil", () -> waitUntil(ReturnWhen.ALL_COMPLETED, leaf)),
                    createTask("shield", () -> await(shield(leaf))));
            settle();
            for (Task<?> task : waiting) {
                assertThat(graphOf(task)).as(task.getName()).contains("└── Task[leaf, parked] Event.await at ");
            }
            Task<?> group = createTask(
                    "group",
                    () -> taskGroup(g -> {
                        g.createTask("child", this::waitForever);
                    }));
            settle();
            assertThat(graphOf(group))
                    .startsWith("Task[group, parked] Asyncio.taskGroup at ")
                    .contains("\n└── Task[child, parked] Event.await at ");
        });
    }

    @Test
    void whoLooksIsToldTheStateOfATaskAndWhatItAwaits() {
        run(() -> {
            Future<String> future = loop.createFuture();
            Task<?> task = createTask("task", () -> await(future));
            assertThat(task.state()).isEqualTo(TaskState.NEW);
            assertThat(currentTask().state()).isEqualTo(TaskState.RUNNING);
            assertThat(task.awaited()).isEmpty();
            settle();
            assertThat(task.state()).isEqualTo(TaskState.PARKED);
            assertThat(List.copyOf(task.awaited())).isEqualTo(List.of(future));
            future.setResult("there");
            assertThat(task.state()).isEqualTo(TaskState.READY);
            settle();
            assertThat(task.state()).isEqualTo(TaskState.DONE);
            assertThat(task.awaited()).isEmpty();
        });
    }

    @Test
    void aTaskAwaitedTwiceIsDescribedOnceAndACircleEnds() {
        run(() -> {
            Task<?> leaf = createTask("leaf", this::waitForever);
            createTask("one", () -> await(leaf));
            createTask("two", () -> await(leaf));
            settle();
            assertThat(loop.dump())
                    .containsOnlyOnce("Task[leaf, parked] Event")
                    .contains("Task[leaf, parked] (see above)");
        });
        Loop circular = realTimeLoop();
        circular.start();
        Task<?>[] both = new Task<?>[2];
        circular.createTask(() -> {
            both[0] = createTask("one", () -> await(both[1]));
            both[1] = createTask("two", () -> await(both[0]));
        });
        settleOutside(circular);
        assertThat(circular.dump())
                .containsOnlyOnce("Task[one, parked] Asyncio")
                .contains("Task[one, parked] (see above)");
        circular.close();
    }

    @Test
    void aCircleBesideOtherTasksIsInTheTree() {
        run(() -> {
            Task<?>[] both = new Task<?>[2];
            both[0] = createTask("one", () -> await(both[1]));
            both[1] = createTask("two", () -> await(both[0]));
            createTask("beside", this::waitForever);
            settle();
            assertThat(withoutLineNumbers(loop.dump()).skip(1).map(line -> line.replaceAll("\\] .* at .*", "]")))
                    .containsExactly(
                            "├── Task[Task-1, running]",
                            "├── Task[beside, parked]",
                            "└── Task[one, parked]",
                            "    └── Task[two, parked]",
                            "        └── Task[one, parked] (see above)");
            both[0].cancel();
            settle();
        });
    }

    @Test
    void aTaskBehindSeveralFuturesIsNoRoot() {
        run(() -> {
            Task<?> leaf = createTask("leaf", this::waitForever);
            createTask("main", () -> await(shield(shield(shield(leaf)))));
            settle();
            assertThat(loop.dump()).containsOnlyOnce("Task[leaf");
        });
    }

    @Test
    void ofADeepChainTheRestIsCountedAndItsEndNamed() {
        run(() -> {
            Task<?> innermost = createTask("innermost", this::waitForever);
            Task<?> outermost = innermost;
            for (int i = 0; i < 300; i++) {
                Task<?> awaited = outermost;
                outermost = createTask("level " + i, () -> await(awaited));
            }
            Task<?> beside = createTask("beside", () -> gather(innermost, loop.createFuture()));
            settle();
            List<String> lines = loop.dump().lines().toList();
            assertThat(lines.get(2)).startsWith("├── Task[level 299, parked] Asyncio.await at ");
            assertThat(lines.get(101)).startsWith("│" + " ".repeat(99 * 4 - 1) + "└── Task[level 200, parked] ");
            assertThat(lines.get(102))
                    .startsWith("│" + " ".repeat(100 * 4 - 1)
                            + "└── 201 more, down to Task[innermost, parked] Event.await at ");
            assertThat(lines.get(103)).startsWith("└── Task[beside, parked] ");
            assertThat(lines.get(104)).startsWith("    ├── Task[innermost, parked] Event.await at ");
            assertThat(graphOf(outermost))
                    .startsWith("Task[level 299, parked]")
                    .contains("└── 200 more, down to Task[");
            assertThat(graphOf(beside)).hasLineCount(3);
            beside.cancel();
            settle();
        });
    }

    @Test
    void aChainOfAnyLengthIsDrawn() {
        run(() -> {
            Future<Object> chain = loop.createFuture();
            for (int i = 0; i < 100_000; i++) {
                chain = shield(chain);
            }
            Future<Object> outermost = chain;
            createTask("main", () -> await(outermost));
            settle();
            assertThat(loop.dump()).hasSizeLessThan(50_000).contains("99902 more, down to Future[pending");
            assertThat(graphOf(outermost)).hasSizeLessThan(50_000);
        });
    }

    @Test
    void aTaskOfAnotherLoopIsFollowed() {
        try (Loop other = realTimeLoop().start()) {
            Task<?> far = other.createTask("far", this::waitForever);
            settleOutside(other);
            run(() -> {
                Task<?> near = createTask("near", () -> await(far));
                settle();
                assertThat(graphOf(near)).contains("    └── Task[far, parked] Event.await at ");
            });
        }
    }

    @Test
    void anotherThreadMayAskAndPrint() {
        Loop running = realTimeLoop();
        running.start();
        Task<?> task = running.createTask("waiting", this::waitForever);
        settleOutside(running);
        assertThat(running.dump()).contains("└── Task[waiting, parked] Event.await at ");
        assertThat(printed(() -> Asyncio.printCallGraph(task))).startsWith("Task[waiting, parked] Event.await at ");
        running.close();
        assertThat(running.dump()).isEqualTo(running + "\n");
    }

    @Test
    void printCallGraphPrintsTheRunningLoop() {
        run(() -> assertThat(printed(Asyncio::printCallGraph))
                .contains("└── Task[Task-1, running] Asyncio.printCallGraph at "));
    }

    private void waitForever() {
        never.await();
    }

    private static void settleOutside(Loop running) {
        running.createTask(LoopTestBase::settle).toCompletableFuture().join();
    }

    private static String graphOf(Future<?> future) {
        return printed(() -> Asyncio.printCallGraph(future));
    }

    private static String printed(Runnable print) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            print.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Stream<String> withoutLineNumbers(String text) {
        return text.lines().map(line -> line.replaceAll("(\\$\\S*)?\\(CallGraphTest.java:\\d+\\)$", ""));
    }
}
