package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.Asyncio.getEventLoop;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.newEventLoop;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** {@code Asyncio.run} and which loop is which; on the fiber that this JVM prefers. */
class RunTest {
    private final Trail trail = new Trail();

    @Test
    void runReturnsMainsResult() {
        assertThat(Asyncio.<Integer>run(() -> 42)).isEqualTo(42);
        assertThat(Asyncio.<Object>run(() -> null)).isNull();
    }

    @Test
    void mainsExceptionLeavesUnchanged() {
        for (Throwable failure : new Throwable[] {
            new IOException("checked"), new IllegalStateException(), new AssertionError(), new StackOverflowError()
        }) {
            assertThatThrownBy(() -> Asyncio.run(() -> {
                        throw Sneaky.raise(failure);
                    }))
                    .isSameAs(failure);
        }
    }

    @Test
    void aCancelledMainRaisesCancelledError() {
        assertThatThrownBy(() -> Asyncio.run(() -> {
                    currentTask().cancel("enough");
                    sleepMs(1);
                }))
                .isInstanceOf(CancelledError.class)
                .hasMessage("enough");
    }

    @Test
    void leftoversAreCancelledAndAwaited() {
        Asyncio.run(() -> {
            createTask(() -> {
                try {
                    sleepMs(1_000_000);
                } finally {
                    trail.add("clean-up begins");
                    sleepMs(1);
                    trail.add("clean-up ends");
                }
            });
            sleepMs(0);
        });
        trail.assertIs("clean-up begins", "clean-up ends");
    }

    @Test
    void failuresOfLeftoversAreReported() {
        Asyncio.run(() -> {
            getRunningLoop()
                    .setExceptionHandler((loop, context) -> trail.add(
                            context.message() + ": " + context.exception().getMessage()));
            createTask(() -> {
                try {
                    sleepMs(1_000_000);
                } catch (CancelledError e) {
                    throw new IOException("clean-up failed");
                }
            });
            sleepMs(0);
        });
        trail.assertIs("Unhandled exception during Asyncio.run() shutdown: clean-up failed");
    }

    @Test
    void aFailedMainStillEndsItsLeftovers() {
        assertThatThrownBy(() -> Asyncio.run(() -> {
                    createTask(() -> {
                        try {
                            sleepMs(1_000_000);
                        } finally {
                            trail.add("finally");
                        }
                    });
                    sleepMs(0);
                    throw new IOException("main");
                }))
                .hasMessage("main");
        trail.assertIs("finally");
    }

    @Test
    void anInterruptOfTheCallerCancelsMainAndIsKept() throws Exception {
        CountDownLatch suspended = new CountDownLatch(1);
        Thread caller = new Thread(() -> {
            try {
                Asyncio.run(() -> {
                    getRunningLoop().callSoon(suspended::countDown);
                    sleepMs(1_000_000);
                });
            } catch (CancelledError e) {
                trail.add("cancelled, interrupted=" + Thread.currentThread().isInterrupted());
            }
        });
        caller.start();
        suspended.await();
        caller.interrupt();
        caller.join();
        trail.assertIs("cancelled, interrupted=true");
    }

    /** It is for main, which may catch its cancel: the tasks that are left clean up all the same. */
    @Test
    void anInterruptDoesNotEndTheCleanUp() throws Exception {
        CountDownLatch suspended = new CountDownLatch(1);
        Thread caller = new Thread(() -> trail.add(Asyncio.<String>run(() -> {
            createTask(() -> {
                try {
                    sleepMs(1_000_000);
                } finally {
                    sleepMs(20);
                    trail.add("cleaned up");
                }
            });
            sleepMs(0);
            getRunningLoop().callSoon(suspended::countDown);
            try {
                sleepMs(1_000_000);
            } catch (CancelledError e) {
                return "graceful";
            }
            return "";
        })));
        caller.start();
        suspended.await();
        caller.interrupt();
        caller.join();
        trail.assertIs("cleaned up", "graceful");
    }

    @Test
    void aNullBodyIsRefused() {
        assertThatThrownBy(() -> Asyncio.run((Coroutine<?>) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Asyncio.run((VoidCoroutine) null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void outsideOfALoopTheErrorSaysWhereToCall() {
        assertThatThrownBy(Asyncio::getRunningLoop)
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessage("No event loop runs in thread '"
                        + Thread.currentThread().getName()
                        + "': call getRunningLoop() inside Asyncio.run(...), or in a task that is made by"
                        + " loop.createTask(...)");
        assertThatThrownBy(Asyncio::currentTask).isInstanceOf(NoRunningLoopException.class);
        assertThatThrownBy(Asyncio::allTasks).isInstanceOf(NoRunningLoopException.class);
        assertThatThrownBy(() -> createTask(() -> {})).isInstanceOf(NoRunningLoopException.class);
    }

    @Test
    void newEventLoopIsFreshAndBecomesTheOneOfGetEventLoop() {
        try (Loop first = newEventLoop()) {
            first.callSoon(() -> trail.add("of the old loop"));
            assertThat(getEventLoop()).isSameAs(first);
            try (Loop second = newEventLoop()) {
                assertThat(getEventLoop()).isSameAs(second).isNotSameAs(first);
                second.runUntilComplete(() -> {
                    assertThat(getEventLoop()).isSameAs(second);
                    assertThat(getRunningLoop()).isSameAs(second);
                });
            }
        }
        trail.assertIs();
        try (Loop third = getEventLoop()) {
            assertThat(third.isClosed()).isFalse();
        }
    }

    @Test
    void eachRunHasALoopOfItsOwn() {
        Loop first = Asyncio.run(Asyncio::getRunningLoop);
        Loop second = Asyncio.run(Asyncio::getRunningLoop);
        assertThat(first).isNotSameAs(second);
        assertThat(first.isClosed()).isTrue();
    }
}
