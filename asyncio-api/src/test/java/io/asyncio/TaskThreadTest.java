package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio.fiber.FiberKind;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a task finds on its thread, which may have served others. */
class TaskThreadTest extends LoopTestBase {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

    /** Each body finds what the one before has left, on the thread that waits for a body and on the one that goes on. */
    private void assertLeavesNothing(Runnable leave, Runnable assertNothing) {
        run(() -> {
            for (int i = 0; i < 20; i++) {
                await(createTask(leave::run));
                await(createTask(assertNothing::run));
                gather(createTask(leave::run), createTask(assertNothing::run));
            }
        });
    }

    @Test
    void carriesNothingOfTheTaskBefore() {
        assertLeavesNothing(
                () -> LOCAL.set("left"), () -> assertThat(LOCAL.get()).isNull());
    }

    @Test
    void inheritsNothingOfTheTaskBefore() {
        assertLeavesNothing(() -> INHERITABLE.set("left"), () -> assertThat(INHERITABLE.get())
                .isNull());
    }

    @Test
    void inheritsNothingOfWhoeverMakesIt() {
        run(() -> {
            INHERITABLE.set("maker");
            LOCAL.set("maker");
            Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
            Thread.currentThread().setContextClassLoader(null);
            Task<?> made = createTask(() -> {
                assertThat(INHERITABLE.get()).isNull();
                assertThat(LOCAL.get()).isNull();
                assertThat(Thread.currentThread().getPriority()).isEqualTo(Thread.NORM_PRIORITY);
                assertThat(Thread.currentThread().getContextClassLoader()).isNotNull();
            });
            sleepMs(0); // hands the loop on to the new thread
            await(made);
        });
    }

    @Test
    void aThreadOfTheTasksOwnInheritsFromIt() {
        run(() -> {
            INHERITABLE.set("parent");
            AtomicReference<String> inherited = new AtomicReference<>();
            Thread own = new Thread(() -> inherited.set(INHERITABLE.get()));
            own.start();
            own.join();
            assertThat(inherited).hasValue("parent");
        });
    }

    @Test
    void whatAnObserverLeavesOnItIsNoTasks() {
        loop.addObserver(new LoopObserver() {
            @Override
            public void taskDone(Task<?> task, Throwable failure) {
                LOCAL.set("observer");
            }
        });
        run(() -> {
            for (int i = 0; i < 20; i++) {
                createTask(() -> {}); // at whose end the next one is ended, and the one behind it begun
                Task<?> cancelled = createTask(() -> {});
                Task<?> next = createTask(() -> assertThat(LOCAL.get()).isNull());
                cancelled.cancel();
                await(next);
            }
        });
    }

    @Test
    void aPriorityEndsWithItsTask() {
        assertLeavesNothing(
                () -> Thread.currentThread().setPriority(Thread.MIN_PRIORITY),
                () -> assertThat(Thread.currentThread().getPriority()).isEqualTo(Thread.NORM_PRIORITY));
    }

    @Test
    void anUncaughtExceptionHandlerEndsWithItsTask() {
        Thread.UncaughtExceptionHandler handler = (thread, e) -> {};
        assertLeavesNothing(() -> Thread.currentThread().setUncaughtExceptionHandler(handler), () -> assertThat(
                        Thread.currentThread().getUncaughtExceptionHandler())
                .isNotSameAs(handler));
    }

    @Test
    void anInterruptEndsWithItsTask() {
        assertLeavesNothing(() -> Thread.currentThread().interrupt(), () -> assertThat(Thread.interrupted())
                .isFalse());
    }

    @Test
    void aContextClassLoaderEndsWithItsTask() throws IOException {
        ClassLoader usual = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[0])) {
            assertLeavesNothing(() -> Thread.currentThread().setContextClassLoader(own), () -> assertThat(
                            Thread.currentThread().getContextClassLoader())
                    .isSameAs(usual));
        }
    }

    @Test
    void hasTheNameOfItsTask() {
        run(() -> {
            List<Task<String>> tasks = new ArrayList<>();
            for (String name : List.of("a", "b", "a")) {
                tasks.add(createTask(name, () -> Thread.currentThread().getName()));
            }
            assertThat(gather(tasks))
                    .extracting(name -> name.substring(name.indexOf('/') + 1))
                    .containsExactly("a", "b", "a");
        });
    }

    @Test
    void withoutANameItIsToldApartFromTheLoopsOwn() {
        run(() -> {
            Future<String> ofLoop = loop.createFuture();
            loop.callSoon(() -> ofLoop.setResult(Thread.currentThread().getName()));
            assertThat(await(createTask(() -> Thread.currentThread().getName())))
                    .isEqualTo(loop.name() + "-task")
                    .isNotEqualTo(await(ofLoop));
        });
    }

    @Test
    void isItsOwnWhileTheTaskIsSuspended() {
        run(() -> {
            Set<Thread> threads = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(createTask(() -> {
                    Thread mine = Thread.currentThread();
                    threads.add(mine);
                    sleepMs(0);
                    assertThat(Thread.currentThread()).isSameAs(mine);
                }));
            }
            gather(tasks);
            assertThat(threads).hasSize(100);
        });
    }

    @Test
    void endsWithItsLoop() {
        assumeThat(kind).as("virtual threads end with their tasks").isNotEqualTo(FiberKind.VIRTUAL);
        assumeThat(FiberKind.CARRIER.isAvailable() || Runtime.version().feature() < 24)
                .as("without flags, this JDK lets nobody clear a thread for the next task")
                .isTrue();
        Set<Thread> threads = new HashSet<>();
        run(() -> {
            List<Task<?>> tasks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                tasks.add(createTask(() -> {
                    threads.add(Thread.currentThread());
                    sleepMs(0);
                }));
            }
            gather(tasks);
        });
        assertThat(threads).as("some wait for a body").anyMatch(Thread::isAlive).hasSize(100);
        loop.close();
        assertThat(threads).noneMatch(Thread::isAlive);
    }

    @Test
    void endsWithItsLoopThoughAnotherIsOpen() {
        try (Loop other = realTimeLoop().start()) {
            Thread others = other.createTask(Thread::currentThread)
                    .toCompletableFuture()
                    .join();
            endsWithItsLoop();
            Task<Integer> task = other.createTask(() -> yieldTimes(3));
            assertThat(task.toCompletableFuture().join())
                    .as("not ended with it: " + others)
                    .isEqualTo(3);
        }
    }

    @Test
    void keepsNothingOfATaskThatHasEnded() {
        assumeThat(kind).as("others are about to end at this moment").isEqualTo(FiberKind.CARRIER);
        run(() -> {
            WeakReference<Object> used = await(createTask(() -> {
                Object owned = new Object();
                sleepMs(0);
                return new WeakReference<>(owned);
            }));
            WeakReference<Task<?>> ended = endedTask();
            settle();
            System.gc();
            assertThat(used.get()).isNull();
            assertThat(ended.get()).isNull();
        });
    }

    private static WeakReference<Task<?>> endedTask() {
        Task<?> task = createTask(() -> sleepMs(0));
        await(task);
        return new WeakReference<>(task);
    }

    @Test
    void itsStackIsNoLongerTheTasksWhenThatHasEnded() {
        run(() -> {
            Task<?> ended = createTask(() -> sleepMs(0));
            await(ended);
            Task<?> next = createTask(() -> sleepMs(1000));
            sleepMs(0);
            assertThat(ended.getStack()).isEmpty();
            assertThat(next.getStack()).isNotEmpty();
            next.cancel();
        });
    }
}
