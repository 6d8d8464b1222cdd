package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.TaskOptions;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

class LoopTaskExecutorTest {
    private final Loop loop = Loop.create().start();
    private final LoopTaskExecutor executor = new LoopTaskExecutor(loop);
    private final IllegalStateException failure = new IllegalStateException("work failed");
    private final List<@Nullable Throwable> reported = new CopyOnWriteArrayList<>();

    @BeforeEach
    void listen() {
        loop.setExceptionHandler((l, context) -> reported.add(context.exception()));
    }

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    @Test
    void workIsATaskThatItsFutureCancels() throws Exception {
        assertThat(executor.submit(() -> Asyncio.currentTask().loop()).get()).isSameAs(loop);
        assertThat(executor.submit(() -> sleepMs(1)).get()).isNull();
        CompletableFuture<String> end = new CompletableFuture<>();
        Future<?> future = started(() -> end.complete("finally"));
        future.cancel(false);
        assertThat(end.get()).isEqualTo("finally");
    }

    @Test
    void waitingForWorkOnTheLoopItselfIsRefused() throws Exception {
        Future<String> task = executor.submit(() -> {
            CompletableFuture<Integer> work = (CompletableFuture<Integer>) executor.submit(() -> 1);
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(work::get, work::join, () -> work.get(1, TimeUnit.SECONDS))) {
                assertThatThrownBy(call)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("() is blocking, which is not supported in Loop[")
                        .hasMessageContaining("use await(wrapFuture(...))");
            }
            assertThatThrownBy(() -> executor.invokeAll(List.of(() -> 1))).isInstanceOf(IllegalStateException.class);
            return Asyncio.await(Asyncio.wrapFuture(work)) + " " + work.get();
        });
        assertThat(task.get()).isEqualTo("1 1");
    }

    @Test
    void theLoopsExceptionHandlerIsToldOfAFailureThatNobodyAwaits() throws Exception {
        executor.execute(this::fail);
        settle();
        assertThat(reported).containsExactly(failure);
    }

    /** Often, as the task may have failed before the caller has its future. */
    @Test
    void aFailureOfSubmittedWorkIsInItsFutureAlone() throws Exception {
        Callable<String> failing = () -> {
            throw failure;
        };
        for (int i = 0; i < 1000; i++) {
            Future<?> future = i % 2 == 0 ? executor.submit(failing) : executor.submit(this::fail);
            assertThatThrownBy(future::get).cause().isSameAs(failure);
        }
        settle();
        assertThat(reported).isEmpty();
    }

    @Test
    void aFailureThatItsFutureHasNoPlaceForIsReported() throws Exception {
        Future<?> future = started(this::fail);
        future.cancel(true);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        settle();
        assertThat(reported).containsExactly(failure);
    }

    @Test
    void aCancelIsNoFailure() throws Exception {
        Future<?> future = executor.submit(() -> Asyncio.currentTask().cancel("enough") ? endless() : null);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        executor.execute(() -> {
            Asyncio.currentTask().cancel();
            endless();
        });
        settle();
        assertThat(reported).isEmpty();
    }

    /** As next() and take(n) do, which then go on in that work. */
    @Test
    void workThatCancelsItsOwnFutureMaySuspend() throws Exception {
        Scheduler scheduler = Schedulers.fromExecutorService(executor);
        Mono<Integer> first = Flux.just(1).publishOn(scheduler).next().map(value -> {
            sleepMs(1);
            return value;
        });
        assertThat(first.block()).isEqualTo(1);
        for (boolean mayInterrupt : new boolean[] {false, true}) {
            CompletableFuture<Future<?>> own = new CompletableFuture<>();
            CompletableFuture<String> end = new CompletableFuture<>();
            own.complete(executor.submit(() -> {
                Asyncio.await(Asyncio.wrapFuture(own)).cancel(mayInterrupt);
                end.complete(raisedBySleep());
            }));
            assertThat(end.get()).isEqualTo("none");
        }
    }

    private static String raisedBySleep() {
        try {
            sleepMs(1);
            return "none";
        } catch (Throwable e) {
            return e.toString();
        }
    }

    @Test
    void aClosedLoopTakesNoWorkAndEndsWhatItHas() {
        Future<?> future = executor.submit(this::endless);
        loop.close();
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.isShutdown()).isTrue();
    }

    @Test
    void eachWayToSubmitGivesAFutureThatCancelsItsTask() throws Exception {
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(2);
        Callable<@Nullable Object> work = () -> {
            try {
                started.countDown();
                return endless();
            } finally {
                ended.countDown();
            }
        };
        Future<String> withValue = executor.submit(
                () -> {
                    try {
                        work.call();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                },
                "value");
        FutureTask<List<Future<@Nullable Object>>> all =
                new FutureTask<>(() -> executor.invokeAll(List.of(work), 1, TimeUnit.HOURS));
        Thread caller = new Thread(all);
        caller.start();
        started.await();
        withValue.cancel(true);
        caller.interrupt(); // invokeAll() then cancels what it has begun
        ended.await();
        assertThatThrownBy(withValue::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(all::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(executor.submit(() -> {}, "value").get()).isEqualTo("value");
    }

    @Test
    void theLosersOfInvokeAnyAreCancelled() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        String first = executor.invokeAny(List.of(
                () -> {
                    try {
                        return String.valueOf(endless());
                    } finally {
                        ended.countDown();
                    }
                },
                () -> {
                    sleepMs(1);
                    return "first";
                }));
        assertThat(first).isEqualTo("first");
        ended.await();
    }

    /** Its body never runs, so that only the task's end can tell. */
    @Test
    void workThatIsCancelledBeforeItsFirstStepEndsItsFuture() throws Exception {
        CountDownLatch released = blockLoop();
        Future<String> submitted = executor.submit(() -> "never");
        Future<String> completable = executor.submitCompletable(() -> "never");
        FutureTask<String> wrapped = new FutureTask<>(() -> "never");
        executor.execute(wrapped);
        loop.allTasks().forEach(io.asyncio.Task::cancel);
        released.countDown();
        assertThatThrownBy(submitted::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(completable::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(wrapped::get).isInstanceOf(CancellationException.class);
    }

    /** Nobody else can end it: so it runs, as a task that was cancelled in its first step. */
    @Test
    void aStepOfACompletableFutureRunsAlsoIfItsTaskIsCancelledBefore() throws Exception {
        CountDownLatch released = blockLoop();
        CompletableFuture<String> given = CompletableFuture.supplyAsync(() -> "given", executor);
        CompletableFuture<Void> sleeping = CompletableFuture.runAsync(() -> sleepMs(1), executor);
        CompletableFuture<Integer> next = given.thenApply(String::length);
        loop.allTasks().forEach(io.asyncio.Task::cancel);
        released.countDown();
        assertThat(next.get()).isEqualTo(5);
        assertThatThrownBy(sleeping::get).hasCauseInstanceOf(CancelledError.class);
    }

    @Test
    void aStepOfACompletableFutureRunsAlsoIfItsThreadLocalsCannotBeSet() throws Exception {
        ContextRegistry.getInstance()
                .registerThreadLocalAccessor(
                        "test.trace",
                        () -> "trace",
                        value -> {
                            throw failure;
                        },
                        () -> {});
        try {
            CompletableFuture<String> given = CompletableFuture.supplyAsync(() -> "given", executor);
            assertThat(given.get(10, TimeUnit.SECONDS)).isEqualTo("given");
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("test.trace");
        }
        loop.createTask(() -> sleepMs(1)).toCompletableFuture().get();
        assertThat(reported).isNotEmpty().containsOnly(failure);
    }

    @Test
    void aStepOfACompletableFutureEndsWithTheLoop() throws Exception {
        CountDownLatch released = blockLoop();
        CompletableFuture<String> given = CompletableFuture.supplyAsync(() -> "given", executor);
        CompletableFuture<Void> sleeping = CompletableFuture.runAsync(() -> sleepMs(1), executor);
        Thread closing = new Thread(loop::close);
        closing.start();
        while (!loop.isClosed() && closing.getState() == Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        released.countDown();
        closing.join();
        assertThat(given.get()).isEqualTo("given");
        assertThatThrownBy(sleeping::get).isInstanceOf(ExecutionException.class);
    }

    @Test
    void aCompletableFutureOfWorkCancelsItsTask() throws Exception {
        CompletableFuture<String> end = new CompletableFuture<>();
        CountDownLatch started = new CountDownLatch(1);
        Future<?> future = executor.submitCompletable(() -> {
            try {
                started.countDown();
                endless();
            } finally {
                end.complete("finally");
            }
        });
        started.await();
        future.cancel(true);
        assertThat(end.get()).isEqualTo("finally");
    }

    /** Until the latch is released. */
    private CountDownLatch blockLoop() throws InterruptedException {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        loop.callSoonThreadsafe(() -> {
            blocked.countDown();
            awaitUninterruptibly(released);
        });
        blocked.await();
        return released;
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Of work that sleeps until it is cancelled, and then cleans up. */
    private Future<?> started(Runnable cleanUp) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Future<?> future = executor.submit(() -> {
            try {
                started.countDown();
                endless();
            } finally {
                cleanUp.run();
            }
        });
        started.await();
        return future;
    }

    private @Nullable Object endless() {
        sleep(Double.POSITIVE_INFINITY);
        return null;
    }

    private void fail() {
        throw failure;
    }

    /** Lets everything run that is ready now. */
    private void settle() throws Exception {
        executor.submit(() -> {
                    for (int i = 0; i < 10; i++) {
                        sleepMs(0);
                    }
                })
                .get();
    }

    @Test
    void aCancelOfAFutureThatIsDoneDoesNotCancelWhatFollowsIt() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        CountDownLatch follows = new CountDownLatch(1);
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        CompletableFuture<String> work = executor.submitCompletable(() -> {
            Asyncio.toThread(() -> {
                mayEnd.await();
                return null;
            });
            return "done";
        });
        CompletableFuture<String> next = work.thenApply(value -> {
            follows.countDown();
            Asyncio.await(Asyncio.wrapFuture(cancelled));
            return value + " and more";
        });
        mayEnd.countDown();
        follows.await();
        assertThat(work.cancel(true)).isFalse();
        cancelled.complete(null);
        assertThat(next.get()).isEqualTo("done and more");
    }

    @Test
    void anExecutorOfAGroupIsShutDownWhenAllItsLoopsAreClosed() {
        LoopGroup group = LoopGroup.create(2).start();
        LoopTaskExecutor ofGroup =
                new LoopTaskExecutor(ApplicationLoops.of(group.loops().get(0), group), TaskOptions.defaults());
        group.loops().get(0).close();
        ofGroup.execute(() -> {});
        assertThat(ofGroup.isShutdown()).isFalse();
        assertThat(ofGroup.isTerminated()).isFalse();
        group.close();
        assertThat(ofGroup.isShutdown()).isTrue();
        assertThat(ofGroup.isTerminated()).isTrue();
    }
}
