package io.asyncio;

import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.generate;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.taskGroup;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.toThread;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where a failure was awaited, at the end of its stack trace. */
class TracebackTest extends LoopTestBase {
    private final IOException failure = failureMadeBy("reader");

    @Test
    void aChainShowsEachSideInItsOrder() {
        run(() -> {
            Task<?> a = createTask("a", TracebackTest::fail);
            Task<?> b = createTask("b", () -> awaitInB(a));
            Task<?> c = createTask("c", () -> awaitInC(b));
            Throwable raised = catchThrowable(() -> await(c));
            assertThat(placesOf(raised))
                    .startsWith(
                            "fail",
                            "Task[a] by Task[b]",
                            "awaitInB",
                            "Task[b] by Task[c]",
                            "awaitInC",
                            "Task[c] by Task[Task-1]");
            assertThat(framesOfOurs(raised)).isEmpty();
        });
    }

    private static void awaitInB(Task<?> task) {
        await(task);
    }

    private static void awaitInC(Task<?> task) {
        await(task);
    }

    @Test
    void everyWayToAwaitShowsTheAwaitingSide() {
        Map<String, Function<Task<Object>, VoidCoroutine>> ways = new LinkedHashMap<>();
        ways.put("await", failed -> () -> await(failed));
        ways.put("await()", failed -> failed::await);
        ways.put("result", failed -> failed::result);
        ways.put("waitFor", failed -> () -> waitFor(failed, 1e9));
        ways.put("timeout", failed -> () -> timeout(1e9, () -> await(failed)));
        ways.put("gather", failed -> () -> gather(failed));
        ways.put("shield", failed -> () -> await(shield(failed)));
        ways.put(
                "asCompleted",
                failed -> () -> asCompleted(failed).iterator().next().result());
        ways.put(
                "waitUntil",
                failed -> () -> waitUntil(ReturnWhen.ALL_COMPLETED, failed)
                        .done()
                        .iterator()
                        .next()
                        .result());
        ways.forEach((name, way) -> {
            loop.close();
            createLoop();
            run(() -> {
                Task<Object> failed = createTask("failed", () -> {
                    throw failureMadeBy("failed");
                });
                Task<?> awaiting = createTask(name, () -> awaitHere(way.apply(failed)));
                Throwable raised = catchThrowable(() -> await(awaiting));
                assertThat(placesOf(raised))
                        .as(name)
                        .containsSubsequence(
                                "failureMadeBy",
                                "Task[failed] by Task[" + name + "]",
                                "awaitHere",
                                "Task[" + name + "] by Task[Task-1]");
            });
        });
    }

    @Test
    void anOutcomeThatIsAFailureShowsWhoLooksAtIt() {
        run(() -> {
            Outcome<Object> outcome = gatherReturnExceptions(createTask(() -> {
                        throw failure;
                    }))
                    .get(0);
            assertThatThrownBy(() -> awaitHere(outcome::get)).isSameAs(failure);
            assertThat(placesOf(failure)).containsSubsequence("by Task[Task-1]", "awaitHere");
        });
    }

    private static void awaitHere(VoidCoroutine way) throws Exception {
        way.run();
    }

    @Test
    void aCallInAnotherThreadShowsWhoHasCalled() {
        run(() -> {
            Throwable raised = catchThrowable(TracebackTest::callInThread);
            assertThat(placesOf(raised)).startsWith("fail", "by Task[Task-1]", "callInThread");
            assertThat(framesOfOurs(raised)).isEmpty();
        });
    }

    private static void callInThread() throws IOException {
        toThread(TracebackTest::fail);
    }

    @Test
    void whoRunsTheLoopIsShown() {
        Throwable raised = catchThrowable(this::runFailing);
        String thread = Thread.currentThread().getName();
        assertThat(placesOf(raised)).startsWith("fail", "Task[Task-1] by thread " + thread, "runFailing");
        assertThat(framesOfOurs(raised)).isEmpty();
    }

    private void runFailing() throws IOException {
        loop.runUntilComplete(TracebackTest::fail);
    }

    @Test
    void aTaskOfAnotherLoopIsNamed() {
        Loop other = realTimeLoop().start();
        run(() -> {
            Future<?> gate = other.createFuture();
            Task<?> far = other.createTask("far", () -> {
                gate.await();
                fail();
            });
            Task<?> here = createTask("here", () -> awaitInB(far));
            settle();
            other.callSoonThreadsafe(() -> gate.setResult(null)); // behind what tells it that somebody awaits
            Throwable raised = catchThrowable(() -> await(here));
            assertThat(placesOf(raised)).startsWith("fail", "Task[far] by Task[here]", "awaitInB");
        });
        other.close();
    }

    @Test
    void aGeneratorShowsWhoAsksForItsElements() {
        run(() -> {
            AsyncIterator<Integer> elements = generate(out -> fail());
            Throwable raised = catchThrowable(() -> ask(elements));
            assertThat(placesOf(raised)).startsWith("fail", "Task[Task-2] by Task[Task-1]", "ask");
        });
    }

    private static void ask(AsyncIterator<Integer> elements) {
        elements.next();
    }

    @Test
    void aGroupsExceptionShowsWhoAwaitsItsTask() {
        run(() -> {
            Task<?> group = createTask(
                    "group",
                    () -> taskGroup(g -> {
                        g.createTask("child", TracebackTest::fail);
                    }));
            Throwable raised = catchThrowable(() -> awaitInB(group));
            assertThat(raised).isInstanceOf(TaskGroupException.class);
            assertThat(placesOf(raised)).startsWith("Task[group] by Task[Task-1]", "awaitInB");
            assertThat(placesOf(raised.getCause())).containsExactly("fail");
            assertThat(framesOfOurs(raised.getCause())).isEmpty();
        });
    }

    @Test
    void anAwaitThatIsRepeatedIsShownOnce() {
        run(() -> {
            Future<?> future = failedFuture();
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> awaitAtDepth(0, future)).isSameAs(failure);
            }
            List<Task<?>> many = IntStream.range(0, 100)
                    .<Task<?>>mapToObj(i -> createTask("task " + i, () -> awaitAtDepth(0, future)))
                    .toList();
            many.forEach(task -> assertThatThrownBy(() -> awaitInB(task)).isSameAs(failure));
            assertThat(placesOf(failure)).filteredOn("awaitAtDepth"::equals).hasSize(2);
        });
    }

    @Test
    void theTraceOfWhatIsAwaitedOftenStaysShort() {
        run(() -> {
            Future<?> future = failedFuture();
            int before = failure.getStackTrace().length;
            for (int depth = 0; depth < 1000; depth++) {
                int recursion = depth;
                assertThatThrownBy(() -> awaitAtDepth(recursion, future)).isSameAs(failure);
            }
            assertThat(markersOf(failure)).hasSize(Traceback.MOST_PLACES);
            assertThat(failure.getStackTrace().length - before)
                    .isLessThanOrEqualTo(Traceback.MOST_PLACES * (Traceback.MOST_FRAMES + 1));
        });
    }

    @Test
    void loopsThatAwaitTheSameFailureAtOnceLoseNone() throws Exception {
        for (int round = 0; round < 50; round++) {
            IOException shared = failureMadeBy("somebody");
            List<Loop> loops =
                    IntStream.range(0, 4).mapToObj(i -> realTimeLoop().start()).toList();
            List<Task<?>> awaiting = IntStream.range(0, Traceback.MOST_PLACES)
                    .<Task<?>>mapToObj(depth -> loops.get(depth % 4).createTask(() -> {
                        Future<?> failed = Asyncio.getRunningLoop().createFuture();
                        failed.setException(shared);
                        awaitAtDepth(depth, failed);
                    }))
                    .toList();
            awaiting.forEach(task -> assertThat(failureOf(task)).isSameAs(shared));
            assertThat(markersOf(shared)).hasSize(Traceback.MOST_PLACES);
            loops.forEach(Loop::close);
        }
        takeErrors(); // of tasks that have failed before this thread asks for their outcome
    }

    @Test
    void theFirstAwaiterOfManyLinesShowsItsInnermost() {
        run(() -> {
            assertThatThrownBy(() -> awaitAtDepth(100, failedFuture())).isSameAs(failure);
            assertThat(placesOf(failure)).filteredOn("awaitAtDepth"::equals).hasSize(Traceback.MOST_FRAMES);
        });
    }

    private static void awaitAtDepth(int depth, Future<?> future) {
        if (depth > 0) {
            awaitAtDepth(depth - 1, future);
        } else {
            await(future);
        }
    }

    @Test
    void whatThrowsInItsAccessorsIsRaisedAllTheSame() {
        for (Hostile.When when : Hostile.When.values()) {
            Hostile hostile = new Hostile(when);
            run(() -> {
                Task<?> failing = createTask(() -> {
                    throw hostile;
                });
                hostile.armed = true;
                assertThatThrownBy(() -> await(failing))
                        .satisfies(raised ->
                                assertThat(raised == hostile).as(when.name()).isTrue());
                hostile.armed = false;
                trail.add("goes on");
            });
        }
        trail.assertIs("goes on", "goes on", "goes on");
    }

    /** Its accessors misbehave, but only while it is armed: AssertJ asks them, too. */
    private static final class Hostile extends RuntimeException {
        enum When {
            READ,
            WRITTEN,
            READ_AS_NULL
        }

        private static final long serialVersionUID = 1;

        private final When when;
        private boolean armed;

        Hostile(When when) {
            this.when = when;
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            if (armed && when == When.READ) {
                throw new StackOverflowError("of a user");
            }
            return armed && when == When.READ_AS_NULL ? null : super.getStackTrace();
        }

        @Override
        public void setStackTrace(StackTraceElement[] trace) {
            if (armed && when == When.WRITTEN) {
                throw new OutOfMemoryError("of a user");
            }
            super.setStackTrace(trace);
        }
    }

    @Test
    void aCancelAndAnExceptionWithoutATraceStayAsTheyAre() {
        run(() -> {
            CancelledError cancel = new CancelledError("with a trace");
            StackTraceElement[] before = cancel.getStackTrace();
            Task<?> cancelled = createTask(() -> {
                throw cancel;
            });
            assertThatThrownBy(() -> await(cancelled)).isInstanceOf(CancelledError.class);
            assertThatThrownBy(() -> new Outcome.Failure<>(cancel).get()).isSameAs(cancel);
            assertThat(cancel.getStackTrace()).isEqualTo(before);
            Exception bare = new Exception("without", null, false, false) {
                private static final long serialVersionUID = 1;
            };
            Task<?> failing = createTask(() -> {
                throw bare;
            });
            assertThatThrownBy(() -> await(failing)).isSameAs(bare);
            assertThat(bare.getStackTrace()).isEmpty();
        });
    }

    @Test
    void atTheEndOfTheStackTheFailureIsRaised() {
        run(() -> {
            Future<?> future = failedFuture();
            assertThatThrownBy(() -> awaitAtTheEndOfTheStack(future)).isSameAs(failure);
            trail.add("goes on");
        });
        trail.assertIs("goes on");
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static void awaitAtTheEndOfTheStack(Future<?> future) {
        try {
            awaitAtTheEndOfTheStack(future);
        } catch (StackOverflowError e) {
            await(future);
        }
    }

    @Test
    void nothingIsSuppressedAndNoCauseIsAdded() {
        run(() -> {
            Task<?> failing = createTask(() -> {
                sleepMs(1);
                throw failure;
            });
            assertThatThrownBy(() -> gather(failing, shield(failing))).isSameAs(failure);
            assertThat(failure).hasNoCause().hasNoSuppressedExceptions();
        });
    }

    private Future<?> failedFuture() {
        Future<?> future = loop.createFuture();
        future.setException(failure);
        return future;
    }

    private static IOException failureMadeBy(String who) {
        return new IOException("made by " + who);
    }

    private static void fail() throws IOException {
        throw new IOException("reset");
    }

    /** Of this class's methods, but for lambdas, and of the markers. */
    private static List<String> placesOf(Throwable raised) {
        return Arrays.stream(raised.getStackTrace())
                .filter(frame -> isMarker(frame) || frame.getClassName().equals(TracebackTest.class.getName()))
                .map(frame -> isMarker(frame) ? frame.getFileName() : frame.getMethodName())
                .filter(name -> !name.startsWith("lambda$"))
                .toList();
    }

    private static List<String> framesOfOurs(Throwable raised) {
        return Arrays.stream(raised.getStackTrace())
                .filter(frame -> !isMarker(frame))
                .map(StackTraceElement::toString)
                .filter(frame -> frame.contains("io.asyncio.") && !frame.contains("TracebackTest"))
                .toList();
    }

    private static List<String> markersOf(Throwable raised) {
        return Arrays.stream(raised.getStackTrace())
                .filter(TracebackTest::isMarker)
                .map(StackTraceElement::toString)
                .toList();
    }

    private static boolean isMarker(StackTraceElement frame) {
        return frame.toString().startsWith("io.asyncio.Task.awaited(");
    }
}
