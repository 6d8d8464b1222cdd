package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Whatever runs on the loop's own thread holds the loop: here, what comes by Netty's event loop and not by a drain. */
class EventLoopTest extends LoopTestBase {
    private Loop real;
    private EventLoop events;

    @BeforeEach
    void start() {
        real = realTimeLoop().start();
        events = real.eventLoop();
    }

    @AfterEach
    void close() {
        real.close();
    }

    private <T> T inEvent(Callable<T> code) throws Exception {
        return events.submit(code).get(20, TimeUnit.SECONDS);
    }

    @Test
    void anEventHoldsTheLoop() throws Exception {
        assertThat(inEvent(() -> getRunningLoop() == real && real.isCurrent())).isTrue();
        assertThat(inEvent(() -> getRunningLoop().time() > 0)).isTrue();
    }

    @Test
    void itDoesBeforeTheFirstRunToo() throws Exception {
        try (Loop stopped = realTimeLoop()) {
            assertThat(stopped.eventLoop()
                            .submit(() -> getRunningLoop() == stopped)
                            .get())
                    .isTrue();
            Task<String> task =
                    stopped.eventLoop().submit(() -> createTask(() -> "ran")).get();
            assertThat(task.done()).isFalse();
            assertThat(stopped.runUntilComplete(task)).isEqualTo("ran");
        }
    }

    @Test
    void whatAnEventMakesReadyRuns() throws Exception {
        Event event = new Event();
        Queue<String> queue = new Queue<>();
        Future<String> future = real.createFuture();
        Task<String> waiting = real.createTask(() -> {
            event.await();
            return queue.get() + await(future);
        });
        inEvent(() -> {
            event.set();
            queue.putNoWait("a");
            future.setResult("b");
            return null;
        });
        assertThat(resultOf(waiting)).isEqualTo("ab");
        assertThat(resultOf(inEvent(() -> createTask(() -> "made")))).isEqualTo("made");
    }

    @Test
    void callbacksAndTimersOfAnEventAreCalled() throws Exception {
        CompletableFuture<String> soon = new CompletableFuture<>();
        CompletableFuture<String> later = new CompletableFuture<>();
        AtomicBoolean cancelled = new AtomicBoolean();
        inEvent(() -> {
            real.callSoon(() -> soon.complete("soon"));
            Handle never = real.callLater(0.001, () -> cancelled.set(true));
            real.callLater(0.02, () -> later.complete("later"));
            never.cancel();
            return null;
        });
        assertThat(soon.get(20, TimeUnit.SECONDS)).isEqualTo("soon");
        assertThat(later.get(20, TimeUnit.SECONDS)).isEqualTo("later");
        assertThat(cancelled).isFalse();
    }

    /** The alarm of a loop that sleeps is moved forward. */
    @Test
    void aTimerOfAnEventComesBeforeTheOneThatTheLoopWaitsFor() throws Exception {
        Task<?> sleeper = real.createTask(() -> Asyncio.sleep(3600));
        CompletableFuture<String> first = new CompletableFuture<>();
        inEvent(() -> real.callLater(0.01, () -> first.complete("first")));
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("first");
        inEvent(() -> sleeper.cancel());
        assertThat(failureOf(sleeper)).isInstanceOf(CancellationException.class);
    }

    @Test
    void anEagerTaskOfAnEventStartsInIt() throws Exception {
        List<String> order = new ArrayList<>();
        Task<?> eager = inEvent(() -> {
            Task<?> made = real.createTask(TaskOptions.named("eager").withEagerStart(), () -> {
                order.add("first step");
                sleepMs(0);
                order.add("second step");
                return null;
            });
            order.add("event");
            return made;
        });
        resultOf(eager);
        assertThat(order).containsExactly("first step", "event", "second step");
    }

    @Test
    void anEventCannotSuspendAndIsToldWhatToDo() throws Exception {
        Throwable refusal = inEvent(() -> catchThrown(() -> sleepMs(1)));
        assertThat(refusal).isInstanceOf(NoRunningLoopException.class).hasMessageContaining("createTask(...)");
        assertThat(inEvent(() -> catchThrown(() -> currentTask()))).isInstanceOf(NoRunningLoopException.class);
        assertThat(inEvent(() -> catchThrown(() -> real.runUntilComplete(() -> {}))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("blocking");
        assertThat(inEvent(() -> catchThrown(() -> real.close())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("from inside");
        assertThat(inEvent(() -> catchThrown(() -> Mono.never().block()))).isInstanceOf(IllegalStateException.class);
    }

    private static Throwable catchThrown(Runnable code) {
        try {
            code.run();
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    @Test
    void aTaskIsInTheEventLoop() {
        Task<List<Boolean>> task = real.createTask(() -> {
            boolean before = events.inEventLoop();
            sleepMs(1);
            return List.of(before, events.inEventLoop());
        });
        assertThat(resultOf(task)).containsExactly(true, true);
        assertThat(events.inEventLoop()).isFalse();
        assertThat(resultOf(real.createTask(() -> Asyncio.toThread(() -> events.inEventLoop()))))
                .isFalse();
    }

    @Test
    void anotherLoopsThreadIsNot() throws Exception {
        try (Loop other = realTimeLoop().start()) {
            assertThat(resultOf(other.createTask(() -> events.inEventLoop()))).isFalse();
            assertThat(other.eventLoop()
                            .submit(() -> real.isCurrent() || getRunningLoop() != other)
                            .get())
                    .isFalse();
        }
    }

    /** One plain field, written by tasks that suspend in all ways, and by events: no update is lost. */
    @Test
    void eventsAndStepsNeverInterleave() throws Exception {
        int[] counter = {0};
        boolean[] busy = {false};
        int tasks = 8;
        int rounds = 500;
        CountDownLatch eventsDone = new CountDownLatch(tasks * rounds);
        Runnable step = () -> {
            assertThat(busy[0]).isFalse();
            busy[0] = true;
            int seen = counter[0];
            Thread.yield();
            counter[0] = seen + 1;
            busy[0] = false;
        };
        List<Task<?>> made = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            made.add(real.createTask(() -> {
                for (int round = 0; round < rounds; round++) {
                    step.run();
                    events.execute(() -> {
                        step.run();
                        eventsDone.countDown();
                    });
                    sleepMs(round % 10 == 0 ? 1 : 0);
                }
            }));
        }
        made.forEach(LoopTestBase::resultOf);
        assertThat(eventsDone.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(inEvent(() -> counter[0])).isEqualTo(2 * tasks * rounds);
    }

    @Test
    void whoShutsItDownIsToldWhoOwnsIt() {
        assertThatThrownBy(events::shutdownGracefully)
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("close that loop");
        assertThatThrownBy(() -> events.shutdownGracefully(0, 1, TimeUnit.SECONDS))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(events.isShuttingDown()).isFalse();
        real.close();
        assertThat(events.isTerminated()).isTrue();
        assertThatThrownBy(real::eventLoop).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLoopOnAForeignSchedulerHasNone() {
        try (Loop foreign = Loop.on(Schedulers.parallel())) {
            assertThatThrownBy(foreign::eventLoop)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Loop.create()");
        }
    }

    /** A stop, or a task cancelled, by an event is not overlooked by a loop that sleeps. */
    @Test
    void anEventStopsTheLoop() throws Exception {
        CompletableFuture<?> stopped = real.stopped();
        inEvent(() -> {
            real.stop();
            return null;
        });
        stopped.get(20, TimeUnit.SECONDS);
        assertThat(real.isRunning()).isFalse();
    }
}
