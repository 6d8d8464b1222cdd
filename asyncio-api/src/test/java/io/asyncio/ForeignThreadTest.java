package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio.fiber.VirtualThreads;
import io.asyncio.stream.DatagramStream;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What other threads may do to a running loop, and what they are told otherwise. */
class ForeignThreadTest extends LoopTestBase {
    private static final int VIEWS = 20_000;

    @Test
    void whatWouldWakeATaskIsRefusedAndTheTaskWaitsOn() {
        Semaphore semaphore = new Semaphore(0);
        refusedWhile(semaphore::acquire, "Semaphore.release()", semaphore::release);
        Barrier barrier = new Barrier(2);
        refusedWhile(barrier::await, "Barrier.reset()", barrier::reset);
        refusedWhile(barrier::await, "Barrier.abort()", barrier::abort);
        Queue<Integer> empty = new Queue<>();
        refusedWhile(empty::get, "Queue.putNoWait()", () -> empty.putNoWait(1));
        refusedWhile(empty::get, "Queue.shutdown()", empty::shutdown);
        Queue<Integer> full = new Queue<>(1);
        full.putNoWait(1);
        refusedWhile(() -> full.put(2), "Queue.getNoWait()", full::getNoWait);
        refusedWhile(() -> full.put(2), "Queue.shutdown()", full::shutdown);
        Lock lock = new Lock();
        Condition condition = new Condition(lock);
        resultOf(loop.createTask(lock::acquire));
        refusedWhile(lock::acquire, "Lock.release()", lock::release);
        VoidCoroutine awaitsSignal = () -> {
            condition.await();
            lock.release();
        };
        refusedWhile(awaitsSignal, "Condition.signal()", () -> {
            resultOf(loop.createTask(lock::acquire));
            condition.signal();
        });
        Map<String, Consumer<Future<Integer>>> ofFutures = Map.of(
                "Future.cancel()", Future::cancel,
                "setResult()", future -> future.setResult(1),
                "removeDoneCallback()", future -> future.removeDoneCallback(ended -> {}));
        ofFutures.forEach((call, change) -> {
            Future<Integer> future = loop.createFuture();
            refusedWhile(() -> await(future), call, () -> change.accept(future));
        });
        TaskGroup[] group = new TaskGroup[1];
        VoidCoroutine keepsGroup = () -> Asyncio.taskGroup(open -> {
            group[0] = open;
            new Event().await();
        });
        refusedWhile(keepsGroup, "TaskGroup.createTask()", () -> group[0].createTask(() -> {}));
    }

    private void refusedWhile(VoidCoroutine waiting, String call, ThrowingCallable here) {
        Task<?> waiter = loop.createTask(waiting);
        resultOf(loop.createTask(LoopTestBase::settle));
        assertThatThrownBy(here)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith(call + " was called in thread ")
                .hasMessageContaining(": use ");
        resultOf(loop.createTask(LoopTestBase::settle));
        assertThat(waiter.done()).as(call).isFalse();
        waiter.cancel();
    }

    /** It inherits the scheduler of the thread that starts it, and must not end up on the loop. */
    @Test
    void aVirtualThreadThatATaskStartsRunsOnItsOwn() throws Exception {
        ThreadFactory virtual = VirtualThreads.factory("started by a task ");
        ThreadFactory threads = virtual == null ? Thread::new : virtual; // JDK 17 has platform threads only
        try (Loop realTime = realTimeLoop()) {
            realTime.runUntilComplete(() -> {
                ThreadSafeFlag ended = new ThreadSafeFlag();
                CountDownLatch mayGoOn = new CountDownLatch(1);
                Thread started = threads.newThread(() -> {
                    Thread inner = threads.newThread(mayGoOn::countDown);
                    inner.start();
                    LockSupport.parkNanos(1_000_000);
                    Blocking.join(CompletableFuture.runAsync(() -> {}), () -> {});
                    trail.add("off the loop " + (RunningLoop.get() == null));
                    ended.set();
                });
                started.start();
                mayGoOn.await(); // blocks the loop, and is counted down all the same
                sleepMs(0);
                ended.await();
                trail.add("on the loop");
            });
        }
        trail.assertIs("off the loop true", "on the loop");
    }

    @BeforeEach
    void startLoop() {
        loop.start();
    }

    @Test
    void whatBelongsOnTheLoopSaysWhatToCallInstead() throws Exception {
        Future<Integer> future = loop.createFuture();
        Handle handle = loop.callSoonThreadsafe(() -> {});
        Task<?> task = loop.createTask(() -> sleepMs(1));
        Map<Runnable, String> calls = Map.of(
                () -> loop.callSoon(() -> {}),
                "callSoonThreadsafe()",
                () -> loop.callLater(1, () -> {}),
                "callSoonThreadsafe(() -> loop.callLater(...))",
                () -> loop.callAt(1, () -> {}),
                "callSoonThreadsafe(() -> loop.callLater(...))",
                () -> future.setResult(1),
                "loop.callSoonThreadsafe(() -> future.setResult(...))",
                () -> future.setException(new IOException()),
                "callSoonThreadsafe(() -> future.setException(...))",
                future::cancel,
                "loop.callSoonThreadsafe(future::cancel)",
                () -> future.addDoneCallback(f -> {}),
                "future.addDoneCallback(...)",
                handle::cancel,
                "loop.callSoonThreadsafe(handle::cancel)",
                task::uncancel,
                "loop.callSoonThreadsafe(task::uncancel)");
        calls.forEach((call, instead) -> assertThatThrownBy(call::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("while the event loop runs elsewhere: use ")
                .hasMessageContaining(instead));
        assertThat(loop.createTask(() -> "unharmed").toCompletableFuture().get())
                .isEqualTo("unharmed");
    }

    @Test
    void suspendingCallsInACallbackSayThatOnlyTasksSuspend() throws Exception {
        CompletableFuture<Throwable> error = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            try {
                sleepMs(1);
            } catch (Throwable e) {
                error.complete(e);
            }
        });
        assertThat(error.get())
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessage("sleep() was called in a callback of the event loop, which cannot suspend:"
                        + " make a task by createTask(...)");
    }

    @Test
    void whatOpensAndStartsSaysSoTooBeforeItHasBegun() throws Exception {
        Path path = Path.of("no such place", "socket");
        Map<String, VoidCoroutine> calls = Map.of(
                "openConnection()",
                () -> Asyncio.openConnection("127.0.0.1", 1),
                "openUnixConnection()",
                () -> Asyncio.openUnixConnection(path),
                "startServer()",
                () -> Asyncio.startServer((reader, writer) -> {}, "127.0.0.1", 0),
                "startUnixServer()",
                () -> Asyncio.startUnixServer((reader, writer) -> {}, path),
                "createDatagramEndpoint()",
                () -> Asyncio.createDatagramEndpoint(null, null),
                "createSubprocessExec()",
                () -> Asyncio.createSubprocessExec("true"),
                "createSubprocessShell()",
                () -> Asyncio.createSubprocessShell("true"));
        assertRefusedInCallback(loop, calls);
        assertThat(loop.openSockets()).isEmpty();
    }

    @Test
    void whatIsOpenSaysSoTooAndIsUnharmed() throws Exception {
        SSLContext context = SSLContext.getDefault();
        Path file = Path.of("no such file");
        try (Loop realTime = realTimeLoop().start()) {
            Task<?> test = realTime.createTask(() -> {
                Server server = Asyncio.startServer((reader, writer) -> writer.waitClosed(), "127.0.0.1", 0);
                DatagramStream receiver = Asyncio.createDatagramEndpoint(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
                DatagramStream sender = Asyncio.createDatagramEndpoint(null, receiver.address());
                Stream stream = Asyncio.openConnection("127.0.0.1", server.port());
                Map<String, VoidCoroutine> calls = Map.of(
                        "drain()",
                        stream::drain,
                        "sendFile()",
                        () -> stream.sendFile(file),
                        "startTls()",
                        () -> stream.startTls(context, "localhost"),
                        "send()",
                        () -> sender.send(new byte[] {1}),
                        "receive()",
                        receiver::receive,
                        "serveForever()",
                        server::serveForever);
                Asyncio.toThread(() -> {
                    assertRefusedInCallback(realTime, readsOf(stream));
                    assertRefusedInCallback(realTime, calls);
                });
                assertThat(server.isServing()).isTrue();
                assertThat(stream.isClosing()).isFalse();
                sender.send(new byte[] {2});
                assertThat(receiver.receive().data()).containsExactly(2);
                stream.close();
            });
            test.toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    private static Map<String, VoidCoroutine> readsOf(Stream stream) {
        return Map.of(
                "read()",
                stream::read,
                "readInto()",
                () -> stream.readInto(new byte[1]),
                "readExactly()",
                () -> stream.readExactly(0),
                "readLine()",
                stream::readLine,
                "readUntil()",
                () -> stream.readUntil(new byte[1]),
                "transferTo()",
                () -> stream.transferTo(stream),
                "waitClosed()",
                stream::waitClosed);
    }

    private static void assertRefusedInCallback(Loop loop, Map<String, VoidCoroutine> calls) {
        CompletableFuture<Map<String, Throwable>> refusals = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> {
            Map<String, Throwable> thrown = new HashMap<>();
            calls.forEach((name, call) -> thrown.put(name, catchThrowable(call::run)));
            refusals.complete(thrown);
        });
        refusals.join().forEach((name, refusal) -> assertThat(refusal)
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessage(name + " was called in a callback of the event loop, which cannot suspend:"
                        + " make a task by createTask(...)"));
    }

    /** Its failure is in the view, or told: also where a cancel of the view comes in the middle of its completion. */
    @Test
    void aFailureIsToldIfAnotherThreadGivesItsViewUpJustThen() {
        RuntimeException failure = new RuntimeException("in the view, or told");
        AtomicInteger told = new AtomicInteger();
        int taken = 0;
        try (Loop realTime = realTimeLoop().start()) {
            realTime.setExceptionHandler((l, context) -> told.incrementAndGet());
            ThreadSafeFlag mayFail = new ThreadSafeFlag();
            for (int i = 0; i < VIEWS; i++) {
                Task<?> failing = realTime.createTask(() -> {
                    mayFail.await();
                    sleepMs(0); // the view is registered by then
                    throw failure;
                });
                CompletableFuture<?> view = failing.toCompletableFuture();
                mayFail.set();
                while (!failing.done()) {
                    Thread.onSpinWait();
                }
                for (int spins = i % 400; spins > 0; spins--) {
                    Thread.onSpinWait();
                }
                view.cancel(false);
                taken += view.isCancelled() ? 0 : 1;
            }
            Blocking.join(realTime.createTask(LoopTestBase::settle).toCompletableFuture(), () -> {});
        }
        assertThat(told.get() + taken).isEqualTo(VIEWS);
    }

    @Test
    void cancelFromOutsideReachesASuspendedTask() {
        Task<?> task = loop.createTask(() -> sleepMs(Long.MAX_VALUE));
        assertThat(task.cancel("from outside")).isTrue();
        assertThatThrownBy(task.toCompletableFuture()::join).isInstanceOf(CancellationException.class);
        assertThat(task.cancel()).isFalse();
    }

    @Test
    void cancelFromOutsideRightAfterCreationMeansTheBodyNeverRuns() throws Exception {
        loop.callSoonThreadsafe(loop::stop);
        while (loop.isRunning()) {
            Thread.onSpinWait();
        }
        Task<?> task = loop.createTask(() -> trail.add("body"));
        assertThat(task.cancel()).isTrue();
        run(LoopTestBase::settle);
        assertThat(task.cancelled()).isTrue();
        trail.assertIs();
    }

    @Test
    void cancelsFromOutsideBeforeTheFirstStepKeepTheirMessageAndTheirNumber() throws Exception {
        CountDownLatch cancelled = new CountDownLatch(1);
        loop.callSoonThreadsafe(() -> awaitUninterruptibly(cancelled));
        Task<?> task = loop.createTask(() -> trail.add("body"));
        task.cancel("first");
        task.cancel("last");
        cancelled.countDown();
        assertThat(failureOf(task)).isInstanceOf(CancellationException.class).hasMessage("last");
        loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
        assertThat(task.cancelling()).isEqualTo(2);
        assertThatThrownBy(task::result).isInstanceOf(CancelledError.class).hasMessage("last");
        trail.assertIs();
    }

    @Test
    void cancelRacesAreOneErrorAtMost() throws Exception {
        for (int round = 0; round < 500; round++) {
            int[] raised = new int[1];
            Task<Void> task = loop.createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        sleepMs(0);
                    } catch (CancelledError e) {
                        raised[0]++;
                    }
                }
            });
            task.cancel();
            task.toCompletableFuture().handle((value, error) -> "ended").get();
            assertThat(raised[0]).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void anInterruptOfATasksThreadHarmsNothing() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        AtomicBoolean interruptsSent = new AtomicBoolean();
        Task<Boolean> task = loop.createTask(() -> {
            thread.complete(Thread.currentThread());
            for (int i = 0; !interruptsSent.get(); i++) {
                sleepMs(i % 2);
            }
            return Thread.currentThread().isInterrupted();
        });
        for (int i = 0; i < 100; i++) {
            thread.get().interrupt();
            Thread.yield();
        }
        interruptsSent.set(true);
        assertThat(task.toCompletableFuture().get()).as("the interrupt is kept").isTrue();
        Task<Boolean> next = loop.createTask(() -> Thread.currentThread().isInterrupted());
        assertThat(next.toCompletableFuture().get()).as("the next task").isFalse();
    }

    @Test
    void anInterruptOfTheLoopsThreadHarmsNothing() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.callSoonThreadsafe(() -> thread.complete(Thread.currentThread()));
        for (int i = 0; i < 100; i++) {
            thread.get().interrupt();
            Task<Integer> task = loop.createTask(() -> {
                sleepMs(1);
                return 1;
            });
            assertThat(task.toCompletableFuture().get()).isEqualTo(1);
        }
    }

    @Test
    void aTaskOfAnotherLoopCanBeAwaited() throws Exception {
        try (Loop other = realTimeLoop().start()) {
            IOException failure = new IOException("over there");
            Future<String> go = other.createFuture();
            Task<String> value = other.createTask(() -> await(go));
            Task<String> failing = other.createTask((Coroutine<String>) () -> {
                await(go);
                throw failure;
            });
            Task<String> here = loop.createTask(() -> {
                assertThatThrownBy(() -> await(failing)).isSameAs(failure);
                return await(value);
            });
            loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
            other.callSoonThreadsafe(() -> go.setResult("from over there"));
            assertThat(here.toCompletableFuture().get()).isEqualTo("from over there");
        }
    }

    @Test
    void aCancelCrossesToTheAwaitedTaskOfAnotherLoopAndBack() throws Exception {
        try (Loop other = realTimeLoop().start()) {
            Task<?> there = other.createTask(() -> {
                try {
                    sleepMs(Long.MAX_VALUE);
                } finally {
                    trail.add("there");
                }
            });
            Task<?> here = loop.createTask(() -> {
                try {
                    await(there);
                } finally {
                    trail.add("here");
                }
            });
            loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
            here.cancel();
            assertThatThrownBy(here.toCompletableFuture()::join).isInstanceOf(CancellationException.class);
            trail.assertIs("there", "here");
            assertThat(there.cancelled()).isTrue();
        }
    }

    @Test
    void anAwaitedLoopThatClosesStrandsNobody() throws Exception {
        Loop other = realTimeLoop().start();
        Future<Object> never = other.createFuture();
        Task<?> here = loop.createTask(() -> await(never));
        loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
        other.close();
        assertThatThrownBy(here.toCompletableFuture()::join).isInstanceOf(CancellationException.class);
        Task<?> late = loop.createTask(() -> await(never));
        assertThatThrownBy(late.toCompletableFuture()::join).isInstanceOf(CancellationException.class);
    }

    @Test
    void blockingOnAMonoIsRefusedInTasksAndCallbacks() throws Exception {
        loop.callSoonThreadsafe(() -> Mono.never().block());
        Task<?> task = loop.createTask("blocker", () -> {
            assertRefused(() -> Mono.never().block());
            assertRefused(() -> Mono.never().blockOptional());
            assertRefused(() -> Mono.never().block(Duration.ofDays(1)));
            assertRefused(() -> Flux.never().blockFirst());
            assertRefused(() -> Flux.never().toIterable().iterator().hasNext());
            assertRefused(() -> Flux.never().toStream().toList());
            assertThat(Schedulers.isInNonBlockingThread()).isTrue();
        });
        task.toCompletableFuture().get();
        assertThat(takeErrors()).singleElement().satisfies(context -> assertThat(context.exception())
                .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void blockingOnAFutureOfALoopIsRefusedInTasksAndCallbacks() throws Exception {
        try (Loop other = realTimeLoop().start()) {
            Future<Integer> here = loop.createFuture();
            List<CompletableFuture<?>> blocking = List.of(
                    here.toCompletableFuture(),
                    other.createFuture().toCompletableFuture(),
                    here.toCompletableFuture().thenApply(value -> value),
                    here.toCompletableFuture().copy().orTimeout(1, TimeUnit.DAYS),
                    loop.stopped(),
                    loop.stopped().thenRun(() -> {}),
                    other.stopped());
            Task<?> task = loop.createTask(
                    "blocker", () -> blocking.forEach(future -> assertRefused(future, "Task[blocker, running]")));
            task.toCompletableFuture().get();
            CompletableFuture.runAsync(
                            () -> blocking.forEach(future -> assertRefused(future, loop.toString())),
                            loop::callSoonThreadsafe)
                    .get();
        }
    }

    private static void assertRefused(CompletableFuture<?> future, String where) {
        for (ThrowingCallable call :
                List.<ThrowingCallable>of(future::get, future::join, () -> future.get(1, TimeUnit.SECONDS))) {
            assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("(get|join)\\(\\) is blocking, which is not supported in "
                            + Pattern.quote(where) + ": (await the future or task itself|have stopped\\(\\)).*");
        }
    }

    /** Says on the trail how it ends. */
    private Task<String> cancellable() {
        return loop.createTask("cancellable", () -> {
            try {
                sleepMs(Long.MAX_VALUE);
                return "slept";
            } finally {
                trail.add("cleans up");
            }
        });
    }

    @Test
    void whoeverEndsAnOwningFutureCancelsTheTask() throws Exception {
        List<Consumer<CompletableFuture<String>>> ends = List.of(
                owner -> owner.cancel(true),
                owner -> owner.completeExceptionally(new TimeoutException()), // as orTimeout() does
                owner -> owner.complete("enough"));
        for (Consumer<CompletableFuture<String>> end : ends) {
            Task<String> task = cancellable();
            CompletableFuture<String> owner = task.toOwningCompletableFuture();
            loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
            end.accept(owner);
            assertThat(owner).isDone();
            assertThat(failureOf(task)).isInstanceOf(CancellationException.class);
        }
        trail.assertIs("cleans up", "cleans up", "cleans up");
    }

    @Test
    void whoeverEndsAViewOrWhatDerivesFromAnOwningFutureLeavesTheTaskAlone() throws Exception {
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> await(future));
        task.toCompletableFuture().cancel(true);
        task.toOwningCompletableFuture().thenApply(value -> value).cancel(true);
        loop.createTask(LoopTestBase::settle).toCompletableFuture().get();
        loop.callSoonThreadsafe(() -> future.setResult("unharmed"));
        assertThat(task.toOwningCompletableFuture().get()).isEqualTo("unharmed");
    }

    @Test
    void anOwningFutureEndsAsItsTaskDoes() throws Exception {
        IOException failure = new IOException("of the body");
        Event asked = new Event();
        Task<?> failing = loop.createTask(() -> {
            asked.await();
            throw failure;
        });
        CompletableFuture<?> failed = failing.toOwningCompletableFuture();
        loop.callSoonThreadsafe(asked::set); // else it may fail before anybody has asked
        assertThatThrownBy(failed::get).hasCause(failure);
        Future<String> future = loop.createFuture();
        CompletableFuture<String> owner = future.toOwningCompletableFuture();
        Task<?> task = loop.createTask("blocker", () -> assertRefused(owner, "Task[blocker, running]"));
        task.toCompletableFuture().get();
        loop.close();
        assertThatThrownBy(owner::join).isInstanceOf(CancellationException.class);
    }

    /** A plain future is cancelled on its loop. */
    @Test
    void anOwningFutureOfAFutureCancelsThat() throws Exception {
        Future<String> future = loop.createFuture();
        Task<?> waiting = loop.createTask(() -> await(future));
        future.toOwningCompletableFuture().cancel(false);
        assertThat(failureOf(waiting)).isInstanceOf(CancellationException.class);
        assertThat(future.cancelled()).isTrue();
    }

    @Test
    void aFutureOfALoopThatIsDoneBlocksNobody() throws Exception {
        Task<String> done = loop.createTask(() -> "done");
        CompletableFuture<String> view = done.toCompletableFuture();
        assertThat(view.get()).isEqualTo("done");
        Task<List<String>> task = loop.createTask(() -> List.of(
                view.get(),
                view.join(),
                view.get(1, TimeUnit.SECONDS),
                done.toCompletableFuture().join()));
        assertThat(task.toCompletableFuture().get()).containsOnly("done");
    }

    @Test
    void runningTheLoopFromInsideIsRefusedAndMakesNothing() throws Exception {
        Task<?> task = loop.createTask("inside", () -> {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    loop::runForever, () -> loop.runUntilComplete(() -> trail.add("body")), loop::start)) {
                assertThatThrownBy(call)
                        .hasMessage("This event loop is already running: give it work by createTask(...)");
            }
            assertThatThrownBy(loop::close).hasMessageStartingWith("Cannot close a running event loop from inside");
            assertThat(loop.allTasks()).hasSize(1);
        });
        task.toCompletableFuture().get();
        trail.assertIs();
    }

    private static void assertRefused(ThrowingCallable blocking) {
        assertThatThrownBy(blocking)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not supported in Task[blocker")
                .hasMessageContaining("use await(mono)");
    }
}
