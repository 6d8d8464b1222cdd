package io.asyncio;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.asCompleted;
import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.gatherReturnExceptions;
import static io.asyncio.Asyncio.shield;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitFor;
import static io.asyncio.Asyncio.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that await tasks of another loop, the far ones: as if both were of one loop, but for the time it takes. */
class TwoLoopsTest extends LoopTestBase {
    private Loop other;

    @BeforeEach
    void startLoops() {
        loop.close(); // a virtual clock would jump to each deadline while the other loop works
        loop = realTimeLoop().start();
        other = realTimeLoop().start();
    }

    @AfterEach
    void closeOther() {
        other.close();
    }

    @Test
    void aCancelThatComesTooLateForTheFarTaskIsRaisedHere() throws Exception {
        for (Duration limit : new Duration[] {null, Duration.ofHours(1)}) {
            Future<Integer> gate = other.createFuture();
            Task<Integer> far = other.createTask(() -> await(gate));
            Task<Integer> here = loop.createTask(() -> limit == null ? await(far) : waitFor(far, limit));
            cancelTooLate(here, far, () -> gate.setResult(7));
            assertThat(failureOf(here))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("too late");
            assertThat(far.result()).isEqualTo(7);
        }
    }

    @Test
    void whatEndsInTheLastStepOfALoopThatClosesIsHeardOfHere() throws Exception {
        Future<Integer> far = other.createFuture();
        Task<Integer> here = loop.createTask(() -> await(far));
        on(loop, LoopTestBase::settle);
        on(other, LoopTestBase::settle);
        CountDownLatch inLastStep = new CountDownLatch(1);
        other.callSoonThreadsafe(() -> {
            far.setResult(7);
            inLastStep.countDown();
            while (!other.core.turns.closing) {
                Thread.onSpinWait();
            }
        });
        inLastStep.await();
        other.close();
        assertThat(resultOf(here)).isEqualTo(7);
    }

    @Test
    void aFailureThatSuchACancelReplacesIsSuppressedInIt() throws Exception {
        IOException failure = new IOException("over there");
        Future<Integer> gate = other.createFuture();
        Task<Integer> far = other.createTask(() -> await(gate));
        List<Task<?>> waiting = List.of(
                loop.createTask(() -> await(far)),
                loop.createTask(() -> waitFor(far, 3600)),
                loop.createTask(() -> gather(far)),
                loop.createTask(() -> gatherReturnExceptions(far)));
        on(loop, LoopTestBase::settle);
        on(other, LoopTestBase::settle);
        on(loop, () -> {
            other.callSoonThreadsafe(() -> gate.setException(failure));
            spinUntilDone(far);
            waiting.forEach(task -> task.cancel("too late"));
        });
        assertThat(waiting).allSatisfy(task -> assertThat(failureOf(task))
                .isInstanceOf(CancellationException.class)
                .hasMessage("too late")
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(failure)));
    }

    @Test
    void aFarTaskThatSwallowsACancelInTimeGivesItsResult() throws Exception {
        Task<Integer> far = other.createTask(() -> {
            try {
                sleepMs(Long.MAX_VALUE);
            } catch (CancelledError e) {
                trail.add("swallowed " + e.getMessage());
            }
            return 7;
        });
        Task<Integer> here = loop.createTask(() -> await(far));
        settleBoth();
        here.cancel("in time");
        assertThat(end(here)).isEqualTo(7);
        trail.assertIs("swallowed in time");
    }

    @Test
    void aBlockThatAwaitsFarTasksWithoutEndIsEndedByItsDeadline() throws Exception {
        Task<Integer> here = loop.createTask(() -> {
            int[] awaited = new int[1];
            assertThatThrownBy(() -> timeout(0.05, () -> {
                        while (awaited[0] < 100_000) {
                            await(other.createTask(() -> 1));
                            awaited[0]++;
                        }
                    }))
                    .isInstanceOf(TimeoutException.class);
            return awaited[0];
        });
        assertThat(end(here)).isLessThan(100_000);
    }

    @Test
    void aCircleOverTwoLoopsIsOpenedWhereTheCancelComesBack() throws Exception {
        Task<?>[] circle = new Task<?>[2];
        Future<Integer> closed = loop.createFuture();
        circle[0] = loop.createTask(() -> recordEnd("here", () -> await(circle[1 + await(closed)])));
        circle[1] = other.createTask(() -> recordEnd("far", () -> await(circle[await(closed)])));
        on(loop, () -> closed.setResult(0));
        settleBoth();
        circle[0].cancel("round");
        for (Task<?> task : circle) {
            assertThat(failureOf(task))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("round");
        }
        settleBoth();
        assertThat(circle[0].cancelling()).isEqualTo(1);
        assertThat(circle[1].cancelling()).isEqualTo(1);
        trail.assertIs("here cancelled", "far cancelled");
    }

    @Test
    void aCircleOverThreeLoopsEndsHoweverItIsAwaitedAndCancelled() throws Exception {
        try (Loop third = realTimeLoop().start()) {
            Task<?>[] circle = new Task<?>[4];
            Future<Integer> closed = loop.createFuture();
            circle[0] = loop.createTask(() -> waitFor(circle[1 + await(closed)], 3600));
            circle[1] = other.createTask(() -> gather(circle[2 + await(closed)], createAndSleep()));
            circle[2] = third.createTask(() -> Asyncio.taskGroup(group -> {
                group.createTask(() -> await(circle[3 + await(closed)]));
            }));
            circle[3] = third.createTask(() -> await(circle[await(closed)]));
            Task<?> outside = other.createTask(() -> await(circle[0]));
            on(loop, () -> closed.setResult(0));
            settleBoth();
            on(third, LoopTestBase::settle);
            settleBoth();
            on(other, () -> {
                outside.cancel("a");
                outside.cancel("b");
            });
            circle[3].cancel("c");
            for (Task<?> task : circle) {
                assertThat(failureOf(task)).isInstanceOf(CancellationException.class);
            }
            assertThat(failureOf(outside)).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aTaskToWhichSeveralWaysOfACancelLeadIsCancelledOnceAndItsCleanUpAwaited() throws Exception {
        Future<Integer> cleanedUp = loop.createFuture();
        Task<?> shared = loop.createTask(() -> {
            try {
                sleepMs(Long.MAX_VALUE);
            } finally {
                recordEnd("clean-up", () -> await(cleanedUp));
            }
        });
        Task<?> left = loop.createTask(() -> recordEnd("left", () -> await(shared)));
        Task<?> right = loop.createTask(() -> recordEnd("right", () -> await(shared)));
        Task<?> far = other.createTask(() -> gather(left, right, shared));
        settleBoth();
        far.cancel();
        settleBoth();
        settleBoth();
        assertThat(shared.cancelling()).isEqualTo(1);
        trail.assertIs();
        loop.callSoonThreadsafe(() -> cleanedUp.setResult(1));
        assertThat(failureOf(far)).isInstanceOf(CancellationException.class);
        trail.assertIs("clean-up returned", "left cancelled", "right cancelled");
    }

    /** The far loop goes on while this step does: the failure is there, and a turn old, before it is awaited. */
    @Test
    void aFailureOfAFarTaskIsNotReportedBeforeItsCreatorsStepHasEnded() throws Exception {
        on(loop, () -> {
            Task<?> awaited = other.createTask(() -> {
                throw new IOException("awaited");
            });
            Future<?> later = spinUntilTurnsHavePassed();
            assertThatThrownBy(() -> await(awaited)).hasMessage("awaited");
            await(later);
        });
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void aFailureOfAFarTaskThatNobodyAwaitsIsReported() throws Exception {
        on(
                loop,
                () -> other.createTask("forgotten", () -> {
                    throw new IOException("forgotten");
                }));
        settleBoth();
        settleBoth();
        assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                .hasMessage("forgotten"));
    }

    @Test
    void aFailureThatAWaitHereDoesNotTakeIsReported() throws Exception {
        List<AwaitThatTakesNothing> waits = List.of(
                far -> waitUntil(ALL_COMPLETED, far),
                far -> asCompleted(far).iterator().next(),
                far -> shield(far));
        for (AwaitThatTakesNothing wait : waits) {
            Future<Integer> gate = other.createFuture();
            Task<Integer> far = other.createTask(() -> await(gate));
            Task<?> here = loop.createTask(() -> wait.on(far));
            settleBoth();
            other.callSoonThreadsafe(() -> gate.setException(new IOException("over there")));
            settleBoth();
            resultOf(here);
            settleBoth();
            assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                    .hasMessage("over there"));
        }
    }

    @Test
    void aFailureIsKeptForAWaitHereThatGoesOn() throws Exception {
        Future<Integer> gate = other.createFuture();
        Future<Integer> last = loop.createFuture();
        Task<Integer> far = other.createTask(() -> await(gate));
        Task<Throwable> here = loop.createTask(() -> {
            waitUntil(ALL_COMPLETED, far, last);
            return far.exception();
        });
        settleBoth();
        other.callSoonThreadsafe(() -> gate.setException(new IOException("over there")));
        settleBoth();
        settleBoth();
        loop.callSoonThreadsafe(() -> last.setResult(1));
        assertThat(resultOf(here)).hasMessage("over there");
        settleBoth();
        settleBoth();
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void aFailureBehindAShieldOfAnotherLoopIsItsAwaiters() throws Exception {
        try (Loop third = realTimeLoop().start()) {
            for (Loop shielding : List.of(other, third)) {
                Future<Integer> gate = other.createFuture();
                Task<Integer> far = other.createTask(() -> await(gate));
                AtomicReference<Future<Integer>> shield = new AtomicReference<>();
                on(shielding, () -> shield.set(shield(far)));
                CountDownLatch hadTurns = new CountDownLatch(1);
                Task<Throwable> here = loop.createTask(() -> catchThrowable(() -> await(shield.get())));
                settleBoth();
                loop.callSoonThreadsafe(() -> awaitUninterruptibly(hadTurns)); // before the failure comes here
                other.callSoonThreadsafe(() -> gate.setException(new IOException("over there")));
                for (int i = 0; i < 3; i++) {
                    on(other, LoopTestBase::settle);
                    on(third, LoopTestBase::settle);
                }
                hadTurns.countDown();
                assertThat(resultOf(here)).hasMessage("over there");
                settleBoth();
                assertThat(takeErrors()).as("shielded on " + shielding).isEmpty();
            }
        }
    }

    /** As tasks of other loops do that come to the end of their share before they take the shield's outcome. */
    @Test
    void aFailureBehindAShieldIsToldThoughThreadsExpectItAndGiveUpAtTheSameTime() throws Exception {
        for (int round = 0; round < 20; round++) {
            Future<Integer> gate = other.createFuture();
            Task<Integer> far = other.createTask(() -> await(gate));
            Future<Integer> shield = resultOf(loop.createTask(() -> shield(far)));
            CountDownLatch told = new CountDownLatch(1);
            other.setExceptionHandler((l, context) -> told.countDown());
            CompletableFuture<?>[] givingUp = new CompletableFuture<?>[2];
            for (int i = 0; i < givingUp.length; i++) {
                givingUp[i] = CompletableFuture.runAsync(() -> {
                    for (int times = 0; times < 20_000 || !shield.done(); times++) {
                        shield.expectRetrieval();
                        shield.retrievalMissed();
                    }
                });
            }
            other.callSoonThreadsafe(() -> gate.setException(new IOException("over there")));
            CompletableFuture.allOf(givingUp).join();
            assertThat(told.await(20, TimeUnit.SECONDS)).as("in round " + round).isTrue();
        }
    }

    @Test
    void failuresOverThereThatAreAwaitedInARowAreTheAwaitersHoweverManyTheyAre() throws Exception {
        on(loop, () -> {
            List<Task<Integer>> failing = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                failing.add(other.createTask((Coroutine<Integer>) () -> {
                    throw new IOException("over there");
                }));
            }
            for (Future<Integer> failed : waitUntil(ALL_COMPLETED, failing).done()) {
                assertThatThrownBy(() -> await(failed)).hasMessage("over there");
            }
        });
        settleBoth();
        settleBoth();
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void aFailureThatWasThereBeforeAWaitIsKeptForTheStepAfterIt() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        Future<Integer> last = loop.createFuture();
        Task<Integer> far = failingOnABusyLoop(waits);
        Task<Throwable> here = loop.createTask(() -> {
            waitUntil(ALL_COMPLETED, far, last);
            CountDownLatch hadTurns = new CountDownLatch(1);
            other.createTask(() -> {
                settle();
                hadTurns.countDown();
            });
            awaitUninterruptibly(hadTurns); // in the middle of this step
            return far.exception();
        });
        on(loop, LoopTestBase::settle);
        waits.countDown();
        on(other, LoopTestBase::settle);
        loop.callSoonThreadsafe(() -> last.setResult(1));
        assertThat(resultOf(here)).hasMessage("over there");
        settleBoth();
        assertThat(takeErrors()).isEmpty();
    }

    @Test
    void aFailureThatTwoLoopsWaitForIsToldOnceIfNeitherReadsIt() throws Exception {
        try (Loop third = realTimeLoop().start()) {
            for (int trial = 0; trial < 10; trial++) {
                CountDownLatch waited = new CountDownLatch(1);
                Task<Integer> far = failingOnABusyLoop(waited);
                CyclicBarrier together = new CyclicBarrier(2);
                VoidCoroutine waits = () -> {
                    together.await();
                    for (int i = 0; i < 50_000; i++) {
                        waitUntil(ALL_COMPLETED, far);
                    }
                };
                List.of(loop.createTask(waits), third.createTask(waits)).forEach(LoopTestBase::resultOf);
                waited.countDown();
                for (int i = 0; i < 4; i++) {
                    on(other, LoopTestBase::settle);
                    on(third, LoopTestBase::settle);
                    on(loop, LoopTestBase::settle);
                }
                assertThat(takeErrors()).as("trial %s", trial).hasSize(1);
            }
        }
    }

    /** It has failed, and nobody has been told, as its loop then stays where it is until {@code goOn}. */
    private Task<Integer> failingOnABusyLoop(CountDownLatch goOn) {
        CompletableFuture<Task<Integer>> made = new CompletableFuture<>(); // the loop may tell nobody any more
        other.createTask(() -> made.complete(createTask((Coroutine<Integer>) () -> {
            other.callSoon(() -> awaitUninterruptibly(goOn));
            throw new IOException("over there");
        })));
        Task<Integer> far = made.join();
        while (!far.done()) {
            Thread.onSpinWait();
        }
        return far;
    }

    private interface AwaitThatTakesNothing {
        void on(Task<Integer> far);
    }

    @Test
    void aFailureIsReportedAlsoIfTheLoopOfTheTasksCreatorHasStopped() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        other.setExceptionHandler((l, context) -> told.countDown());
        Future<Integer> gate = other.createFuture();
        try (Loop creators = realTimeLoop()) {
            creators.runUntilComplete(() -> other.createTask(() -> await(gate)));
            other.callSoonThreadsafe(() -> gate.setException(new IOException("over there")));
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aFailureIsReportedAlsoIfTheLoopOfTheTasksCreatorHasClosed() throws Exception {
        Future<Integer> gate = other.createFuture();
        on(
                loop,
                () -> other.createTask("forgotten", () -> {
                    await(gate);
                    throw new IOException("forgotten");
                }));
        loop.close();
        on(other, () -> gate.setResult(1));
        on(other, LoopTestBase::settle);
        assertThat(takeErrors()).hasSize(1);
    }

    private Future<?> spinUntilTurnsHavePassed() {
        Task<?> turns = other.createTask(() -> yieldTimes(5));
        spinUntilDone(turns);
        return turns;
    }

    @Test
    void aFarTaskThatIsDoneIsDone() throws Exception {
        Task<Integer> far = other.createTask(() -> 7);
        Future<Integer> failed = other.createFuture();
        assertThat(end(far)).isEqualTo(7);
        on(other, () -> failed.setException(new IOException("over there")));
        on(loop, () -> {
            createTask(() -> trail.add("another task"));
            assertThat(waitFor(far, 0)).isEqualTo(7);
            assertThatThrownBy(() -> waitFor(failed, 0)).isInstanceOf(IOException.class);
            for (ReturnWhen until : ReturnWhen.values()) {
                WaitResult<Integer> result = waitUntil(until, Duration.ZERO, far, failed);
                assertThat(result.done()).containsExactly(far, failed);
                assertThat(waitUntil(until, far, failed).pending()).isEmpty();
            }
            assertThat(await(far)).isEqualTo(7);
            assertThat(gather(far, far)).containsExactly(7, 7);
            assertThat(gatherReturnExceptions(far, failed)).hasSize(2);
            assertThat(asCompleted(far).iterator().next()).isSameAs(far);
            Future<Integer> shield = shield(far);
            assertThat(shield.result()).isEqualTo(7);
            assertThat(shield.loop()).isSameAs(loop);
            trail.add("without a yield");
            shield.addDoneCallback(done -> trail.add("callback"));
            settle();
        });
        trail.assertIs("without a yield", "another task", "callback");
    }

    @Test
    void whoGivesUpIsForgottenByTheFarFuture() throws Exception {
        Future<Integer> far = other.createFuture();
        on(loop, () -> {
            for (int i = 0; i < 100; i++) {
                waitUntil(ReturnWhen.FIRST_COMPLETED, Duration.ofNanos(1), far);
                waitUntil(ReturnWhen.FIRST_COMPLETED, Duration.ZERO, far);
                shield(far).cancel();
                assertThatThrownBy(() -> waitFor(shield(far), 0.001)).isInstanceOf(TimeoutException.class);
            }
            Task<?> waiting = createTask(() -> waitUntil(ReturnWhen.ALL_COMPLETED, far));
            asCompleted(Duration.ofMillis(1), List.of(far));
            sleepMs(2);
            waiting.cancel();
            settle();
        });
        on(other, () -> assertThat(far).hasToString("Future[pending, waiters=0]"));
        assertThat(other.takeCloseHooks()).isEmpty();
    }

    @Test
    void whatAWaitThatGaveUpDidNotSeeIsStillThereForTheNext() throws Exception {
        Future<Integer> far = other.createFuture();
        Task<Integer> here = loop.createTask(() -> {
            assertThat(waitUntil(ReturnWhen.ALL_COMPLETED, Duration.ofNanos(1), far)
                            .pending())
                    .containsExactly(far);
            other.callSoonThreadsafe(() -> far.setResult(7));
            return waitUntil(ReturnWhen.ALL_COMPLETED, far)
                    .done()
                    .iterator()
                    .next()
                    .result();
        });
        assertThat(end(here)).isEqualTo(7);
    }

    /** The far future may end at any moment, also while it is asked. */
    @Test
    void aFarFutureThatEndsWhileATaskBeginsToWaitWakesIt() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            int n = round;
            Future<Integer> far = other.createFuture();
            List<Task<Integer>> waiting = new ArrayList<>();
            waiting.add(loop.createTask(() -> await(far)));
            waiting.add(loop.createTask(() -> waitFor(far, (Duration) null)));
            waiting.add(loop.createTask(() -> gather(far).get(0)));
            waiting.add(loop.createTask(() -> asCompleted(far).iterator().next().result()));
            waiting.add(loop.createTask(() -> await(shield(far))));
            other.callSoonThreadsafe(() -> far.setResult(n));
            for (Task<Integer> task : waiting) {
                assertThat(end(task)).isEqualTo(n);
            }
        }
    }

    /** Circles and chains over three loops, in every way of waiting; cancels meet on their way. */
    @Test
    void anyTangleOfAwaitsEndsOnceItsTasksAreCancelled() throws Exception {
        try (Loop third = realTimeLoop().start()) {
            List<Loop> loops = List.of(loop, other, third);
            for (int seed = 0; seed < 300; seed++) {
                Random random = new Random(seed);
                Future<Integer> tied = loop.createFuture();
                Task<?>[] tangle = new Task<?>[2 + random.nextInt(6)];
                for (int i = 0; i < tangle.length; i++) {
                    VoidCoroutine wait = randomWait(tangle, random);
                    tangle[i] = loops.get(random.nextInt(loops.size())).createTask(() -> {
                        await(tied);
                        wait.run();
                    });
                }
                on(loop, () -> tied.setResult(0));
                if (random.nextBoolean()) {
                    settleBoth(); // else the cancels come while it is being tied
                    on(third, LoopTestBase::settle);
                }
                List<Task<?>> order = new ArrayList<>(List.of(tangle));
                Collections.shuffle(order, random);
                order.forEach(task -> task.cancel("seed"));
                for (Task<?> task : tangle) {
                    Throwable failure = failureOf(task); // none if what it awaits has ended before
                    assertThat(failure == null || failure instanceof CancellationException)
                            .as("seed %s: %s", seed, failure)
                            .isTrue();
                }
            }
        }
    }

    private static VoidCoroutine randomWait(Task<?>[] tangle, Random random) {
        int first = random.nextInt(tangle.length);
        int second = random.nextInt(tangle.length);
        return switch (random.nextInt(6)) {
            case 0 -> () -> gather(others(tangle, first, second));
            case 1 -> () -> gatherReturnExceptions(others(tangle, first, second));
            case 2 -> () -> waitFor(others(tangle, first).get(0), (Duration) null);
            case 3 -> () -> await(shield(others(tangle, first).get(0)));
            case 4 -> () -> waitUntil(ReturnWhen.ALL_COMPLETED, others(tangle, first, second));
            default -> () -> await(others(tangle, first).get(0));
        };
    }

    /** But for the current task, in whose place there is one that only sleeps. */
    private static List<Task<?>> others(Task<?>[] tangle, int... indices) {
        return IntStream.of(indices)
                .<Task<?>>mapToObj(i -> tangle[i] == Asyncio.currentTask() ? createAndSleep() : tangle[i])
                .toList();
    }

    /** The far task is done, which this loop has not heard of when it sends the cancel. */
    private void cancelTooLate(Task<?> here, Task<?> far, Runnable endFar) throws Exception {
        settleBoth();
        on(loop, () -> {
            other.callSoonThreadsafe(endFar);
            spinUntilDone(far);
            here.cancel("too late");
        });
    }

    private static void spinUntilDone(Future<?> far) {
        while (!far.done()) {
            Thread.onSpinWait(); // blocks this loop
        }
    }

    private static Task<?> createAndSleep() {
        return createTask(() -> sleepMs(Long.MAX_VALUE));
    }

    private void settleBoth() throws Exception {
        on(loop, LoopTestBase::settle);
        on(other, LoopTestBase::settle);
        on(loop, LoopTestBase::settle);
    }

    private static void on(Loop loop, VoidCoroutine body) throws Exception {
        end(loop.createTask(body));
    }

    /** Fails, instead of waiting for ever. */
    private static <T> T end(Task<T> task) throws Exception {
        CompletableFuture<T> end = task.toCompletableFuture();
        try {
            return end.get(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("never ends: " + task, e);
        }
    }

    private void recordEnd(String name, VoidCoroutine body) throws Exception {
        try {
            body.run();
            trail.add(name + " returned");
        } catch (CancelledError e) {
            trail.add(name + " cancelled");
            throw e;
        }
    }

    @Test
    void loopsThatCloseEachOtherAreRefused() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Task<String> here = loop.createTask(() -> closing(other, both));
        Task<String> there = other.createTask(() -> closing(loop, both));
        for (Task<String> task : List.of(here, there)) {
            try {
                assertThat(task.toCompletableFuture().get(20, TimeUnit.SECONDS)).isIn("closed", "refused");
            } catch (CancellationException closedByTheOther) {
                assertThat(task.loop().isClosed()).isTrue();
            }
        }
    }

    private String closing(Loop loop, CyclicBarrier both) throws Exception {
        both.await();
        try {
            loop.close();
            return "closed";
        } catch (IllegalStateException e) {
            assertThat(e).hasMessageContaining("close both in a thread that is no loop's");
            return "refused";
        }
    }
}
