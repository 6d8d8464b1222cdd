package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.host.Host;
import io.asyncio.host.NettyHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Starts, runs, stops and closes of one loop in several threads at a time. */
class LoopLifeTest extends LoopTestBase {
    private static final int ROUNDS = 20;
    private static final String CLOSED_UNDER_THE_RUN = "Event loop is closed: another thread closed it while it ran;"
            + " call stop() first, and close() when it has stopped";
    private static final List<String> REFUSALS = List.of(
            "Event loop is closed: make a new one by Loop.create() or newEventLoop()",
            CLOSED_UNDER_THE_RUN,
            "This event loop is already running: give it work by createTask(...)",
            "Event loop stopped before Future completed.");

    @Test
    void whateverRunsBesideWhateverEnds() throws Exception {
        Map<String, ThrowingLoopCall> calls = new TreeMap<>(Map.of(
                "start", Loop::start,
                "runForever", Loop::runForever,
                "runUntilComplete", each -> each.runUntilComplete(() -> sleepMs(1_000_000)),
                "stop", Loop::stop,
                "close", Loop::close,
                "stopped", each -> each.stopped().get()));
        for (ThrowingLoopCall first : calls.values()) {
            for (ThrowingLoopCall second : calls.values()) {
                for (int round = 0; round < ROUNDS; round++) {
                    callBesideACloseAndEachOther(first, second);
                }
            }
        }
    }

    private void callBesideACloseAndEachOther(ThrowingLoopCall first, ThrowingLoopCall second) throws Exception {
        Loop each = realTimeLoop();
        CyclicBarrier together = new CyclicBarrier(3);
        List<Future<?>> beside = List.of(beside(together, each, first), beside(together, each, second));
        together.await();
        each.close();
        for (Future<?> call : beside) {
            call.get();
        }
        assertThat(each.isClosed()).isTrue();
        assertThat(each.stopped().get()).isNull();
        assertThat(each.isRunning()).isFalse();
        assertThat(RunningLoop.isKnown(each)).isFalse();
        assertThat(each.allTasks()).isEmpty();
    }

    private static Future<?> beside(CyclicBarrier together, Loop each, ThrowingLoopCall call) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            together.await();
            try {
                call.on(each);
            } catch (IllegalStateException refused) {
                assertThat(refused.getMessage()).isIn(REFUSALS);
            }
            return null;
        });
        new Thread(task).start();
        return task;
    }

    @Test
    void aRunReservedBeforeACloseIsRefusedAfterIt() {
        Session reserved = loop.core.reserve();
        loop.close();
        assertThatThrownBy(() -> loop.core.open(reserved).join(() -> {})).hasMessage(CLOSED_UNDER_THE_RUN);
        assertThat(loop.isRunning()).isFalse();
        assertThat(RunningLoop.isKnown(loop)).isFalse();
    }

    @Test
    void aTaskThatClosesALoopIsNotKeptByIt() {
        Loop never = handled(Loop.on(LoopSockets.newHost(), kind)); // has no thread, so that the task itself ends it
        run(() -> {
            never.createTask(() -> trail.add("never"));
            never.close();
            assertThat(loop.isCurrent()).isTrue();
            sleepMs(1);
            assertThat(loop.isCurrent()).isTrue();
        });
        assertThat(RunningLoop.isKnown(never)).isFalse();
        assertThat(RunningLoop.isKnown(loop)).isFalse();
        trail.assertIs();
    }

    @Test
    void aCloseWhileMainIsMadeRefusesTheRun() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskCreated(Task<?> task) {
                loop.close();
            }
        });
        assertThatThrownBy(() -> loop.runUntilComplete(() -> trail.add("body")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("Event loop is closed");
        assertThat(loop.isRunning()).isFalse();
        assertThat(loop.allTasks()).isEmpty();
        trail.assertIs();
    }

    @Test
    void aCloseWhileTheGateOpensEndsTheRun() throws Exception {
        for (ThrowingLoopCall run : List.<ThrowingLoopCall>of(
                Loop::runForever, each -> each.runUntilComplete(() -> trail.add("body")), Loop::start)) {
            SteppedHost host = new SteppedHost(LoopSockets.newHost());
            Loop each = handled(Loop.on(host, kind));
            host.beforeExecute = each::close;
            assertThatThrownBy(() -> run.on(each))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Event loop is closed");
            assertThat(each.isRunning()).isFalse();
            assertThat(each.stopped()).isDone();
        }
        trail.assertIs();
    }

    @Test
    void aRunThatIsClosedUnderSaysSo() throws Exception {
        assertThat(closedUnder(Loop::runForever)).hasMessage(CLOSED_UNDER_THE_RUN);
        assertThat(closedUnder(each -> each.runUntilComplete(() -> sleepMs(1_000_000))))
                .hasMessage(CLOSED_UNDER_THE_RUN);
        assertThat(closedUnder(each -> each.runUntilComplete(each.createFuture())))
                .hasMessage(CLOSED_UNDER_THE_RUN);
    }

    private Throwable closedUnder(ThrowingLoopCall run) throws Exception {
        Loop each = realTimeLoop();
        CountDownLatch running = new CountDownLatch(1);
        each.callSoon(running::countDown);
        FutureTask<Throwable> thrown = new FutureTask<>(() -> thrownBy(() -> run.on(each)));
        new Thread(thrown).start();
        running.await();
        each.close();
        return thrown.get();
    }

    private static Throwable thrownBy(ThrowingCallable call) {
        try {
            call.call();
            return new AssertionError("nothing was thrown");
        } catch (Throwable e) {
            return e;
        }
    }

    @Test
    void whatMainMakesOfTheCloseIsTheRunsOutcome() throws Exception {
        Loop each = realTimeLoop();
        CountDownLatch running = new CountDownLatch(1);
        IllegalArgumentException failure = new IllegalArgumentException("in the clean-up");
        FutureTask<Throwable> run = new FutureTask<>(() -> thrownBy(() -> each.runUntilComplete(() -> {
            running.countDown();
            try {
                sleepMs(1_000_000);
            } finally {
                Sneaky.raise(failure);
            }
        })));
        new Thread(run).start();
        running.await();
        each.close();
        assertThat(run.get()).isSameAs(failure);
    }

    @Test
    void anInterruptDuringACloseIsKept() throws Exception {
        Loop each = realTimeLoop();
        CountDownLatch running = new CountDownLatch(1);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread runner = new Thread(() -> {
            Throwable thrown = thrownBy(each::runForever);
            outcome.complete(thrown.getMessage() + ", interrupted="
                    + Thread.currentThread().isInterrupted());
        });
        each.createTask(() -> {
            running.countDown();
            try {
                sleepMs(1_000_000);
            } finally {
                runner.interrupt();
            }
        });
        runner.start();
        running.await();
        each.close();
        assertThat(outcome.get()).isEqualTo(CLOSED_UNDER_THE_RUN + ", interrupted=true");
    }

    @Test
    void aRunOfARunningLoopIsRefusedBeforeItMakesATask() throws Exception {
        Loop each = realTimeLoop().start();
        for (int round = 0; round < 3; round++) {
            assertThatThrownBy(() -> each.runUntilComplete(() -> trail.add("body")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("This event loop is already running: give it work by createTask(...)");
        }
        assertThat(each.allTasks()).isEmpty();
        assertThat(each.createTask(() -> "runs on").toCompletableFuture().get()).isEqualTo("runs on");
        assertThat(each.isRunning()).isTrue();
        each.close();
        trail.assertIs();
    }

    @Test
    void aRunThatIsRefusedDoesNotStopTheLoopWhenItsTaskIsDone() throws Exception {
        Loop each = realTimeLoop().start();
        io.asyncio.Future<Object> gate = each.createFuture();
        Task<?> task = each.createTask(() -> await(gate));
        assertThatThrownBy(() -> each.runUntilComplete(task))
                .hasMessage("This event loop is already running: give it work by createTask(...)");
        each.callSoonThreadsafe(() -> gate.setResult("go"));
        assertThat(task.toCompletableFuture().get()).isEqualTo("go");
        assertThat(each.createTask(LoopTestBase::settle).toCompletableFuture().get())
                .isNull();
        assertThat(each.isRunning()).isTrue();
        each.close();
    }

    @Test
    void aMainThatOutlivesItsRunDoesNotStopTheNextOne() throws Exception {
        Loop each = realTimeLoop();
        io.asyncio.Future<Object> main = each.createFuture();
        each.callSoon(each::stop);
        assertThatThrownBy(() -> each.runUntilComplete(main)).hasMessage("Event loop stopped before Future completed.");
        each.start();
        each.callSoonThreadsafe(() -> main.setResult("done"));
        assertThat(each.createTask(LoopTestBase::settle).toCompletableFuture().get())
                .isNull();
        assertThat(each.isRunning()).isTrue();
        each.close();
    }

    @Test
    void aRunThatCannotBePreparedLeavesTheLoopToOthers() {
        loop.core.release(loop.core.reserve());
        assertThat(loop.stopped()).isDone();
        run(() -> trail.add("runs"));
        trail.assertIs("runs");
    }

    @Test
    void aStartThatTheHostRefusesLeavesTheLoopStopped() {
        SteppedHost host = new SteppedHost(LoopSockets.newHost());
        try (Loop each = handled(Loop.on(host, kind))) {
            OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread");
            host.beforeExecute = () -> {
                throw noThread;
            };
            assertThatThrownBy(each::start).isSameAs(noThread);
            assertThat(each.isRunning()).isFalse();
            assertThat(each.stopped()).isDone();
            host.beforeExecute = () -> {};
            each.runUntilComplete(() -> trail.add("runs"));
        }
        trail.assertIs("runs");
    }

    @Test
    void whatCloseFindsInTheQueueDoesNotRun() throws Exception {
        Loop each = realTimeLoop();
        CountDownLatch inTurn = new CountDownLatch(1);
        each.callSoon(() -> {
            inTurn.countDown();
            while (!each.isClosed()) {
                Thread.onSpinWait();
            }
            trail.add("running");
        });
        each.callSoon(() -> trail.add("callback"));
        Task<?> queued = each.createTask(() -> trail.add("task"));
        each.start();
        inTurn.await();
        each.close();
        trail.assertIs("running");
        assertThat(queued.cancelled()).isTrue();
    }

    @Test
    void aTaskThatSuspendsWhileTheLoopClosesIsUnwoundThere() throws Exception {
        Loop each = realTimeLoop();
        CountDownLatch inTurn = new CountDownLatch(1);
        Task<?> task = each.createTask(() -> {
            inTurn.countDown();
            while (!each.isClosed()) {
                Thread.onSpinWait();
            }
            try {
                sleepMs(0);
                trail.add("not reached");
            } catch (CancelledError e) {
                trail.add(e.getMessage());
                throw e;
            }
        });
        each.start();
        inTurn.await();
        each.close();
        trail.assertIs("Event loop is closed");
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void aClosedHostMakesNoThreadAnyMore() {
        NettyHost host = LoopSockets.newHost();
        host.close();
        assertThatThrownBy(() -> host.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageEndingWith(" is closed");
    }

    @Test
    void aViewTakenBesideAStartCompletes() throws Exception {
        for (int round = 0; round < 1000; round++) {
            SteppedHost host = new SteppedHost(LoopSockets.newHost());
            host.inCallersThread = true; // the sooner the task runs, the more often it does beside the view
            Loop each = handled(Loop.on(host, kind));
            Task<Integer> task = each.createTask(() -> 1);
            CountDownLatch starting = new CountDownLatch(1);
            Thread starter = new Thread(() -> {
                starting.countDown();
                each.start();
            });
            starter.start();
            starting.await();
            List<CompletableFuture<Integer>> views = new ArrayList<>();
            do {
                views.add(task.toCompletableFuture());
            } while (!task.done() && views.size() < 500);
            for (CompletableFuture<Integer> view : views) {
                assertThat(view.get()).isEqualTo(1);
            }
            starter.join();
            each.close();
        }
    }

    @Test
    void runsInTheLoopsThreadAreRefused() throws Exception {
        Loop each = realTimeLoop().start();
        CompletableFuture<Throwable> inThread = new CompletableFuture<>();
        each.stopped().thenRun(() -> inThread.complete(thrownBy(each::runForever)));
        each.callSoonThreadsafe(each::stop);
        assertThat(inThread.get())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("run...() of an event loop is blocking, which is not supported in " + each.core.host
                        + ": call start()");
        each.runUntilComplete(() -> trail.add("runs"));
        each.close();
        trail.assertIs("runs");
    }

    /** Something to do with a loop. */
    private interface ThrowingLoopCall {
        void on(Loop loop) throws Exception;
    }

    /** Does something of the test's before it passes on a wake-up, in the thread that wakes. */
    private static final class SteppedHost extends DelegatingHost {
        private volatile Runnable beforeExecute = () -> {};
        private volatile boolean inCallersThread;

        SteppedHost(Host host) {
            super(host);
        }

        @Override
        public void execute(Runnable turns) {
            beforeExecute.run();
            if (inCallersThread) {
                turns.run();
            } else {
                super.execute(turns);
            }
        }
    }
}
