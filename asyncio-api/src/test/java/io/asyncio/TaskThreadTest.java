package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.asyncio.fiber.FiberKind;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a task finds on its thread, which may have served others. */
class TaskThreadTest extends LoopTestBase {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
    private static final InheritableThreadLocal<String> INHERITABLE = new InheritableThreadLocal<>();

    @Test
    void carriesNothingOfTheTaskBefore() {
        assumeThat(kind)
                .as("platform threads are pooled with their thread-locals")
                .isNotEqualTo(FiberKind.PLATFORM);
        run(() -> {
            await(createTask(() -> LOCAL.set("left")));
            await(createTask(() -> assertThat(LOCAL.get()).isNull())); // on the thread that waits for a body
            gather(createTask(() -> LOCAL.set("left")), createTask(() -> assertThat(LOCAL.get())
                    .isNull()));
        });
    }

    @Test
    void inheritsNothingOfTheTaskBefore() {
        assumeThat(kind)
                .as("platform threads are pooled with their thread-locals")
                .isNotEqualTo(FiberKind.PLATFORM);
        run(() -> {
            gather(createTask(() -> INHERITABLE.set("left")), createTask(() -> assertThat(INHERITABLE.get())
                    .isNull()));
            await(createTask(() -> INHERITABLE.set("left")));
            await(createTask(() -> assertThat(INHERITABLE.get()).isNull()));
        });
    }

    @Test
    void anInterruptEndsWithItsTask() {
        run(() -> {
            gather(
                    createTask(() -> Thread.currentThread().interrupt()),
                    createTask(() -> assertThat(Thread.interrupted()).isFalse()));
            await(createTask(() -> Thread.currentThread().interrupt()));
            await(createTask(() -> assertThat(Thread.interrupted()).isFalse()));
        });
    }

    @Test
    void aContextClassLoaderEndsWithItsTask() {
        assumeThat(kind)
                .as("platform threads are pooled with their class loader")
                .isNotEqualTo(FiberKind.PLATFORM);
        run(() -> {
            ClassLoader usual = Thread.currentThread().getContextClassLoader();
            try (URLClassLoader own = new URLClassLoader(new URL[0])) {
                gather(createTask(() -> Thread.currentThread().setContextClassLoader(own)), createTask(() -> assertThat(
                                Thread.currentThread().getContextClassLoader())
                        .isSameAs(usual)));
            }
        });
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
            assertThat(await(createTask(() -> Thread.currentThread().getName())))
                    .doesNotContain("/");
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
    void endsWithTheLoopIfTheLoopCarriesIt() {
        assumeThat(kind).isEqualTo(FiberKind.CARRIER);
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
