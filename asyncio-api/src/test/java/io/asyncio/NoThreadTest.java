package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.fiber.ScarceThreads;
import io.asyncio.host.VirtualTimeHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A task for which the machine has no thread fails; nobody else is touched. */
@Tag("environment")
class NoThreadTest {
    private final ScarceThreads threads = new ScarceThreads();
    private final Loop loop = Loop.on(new VirtualTimeHost(LoopSockets.newHost()), threads::fibersOf);
    private final Trail trail = new Trail();

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    @Test
    void whereTheTaskBeforeItSuspends() {
        loop.runUntilComplete(() -> {
            threads.setThere(false);
            Task<?> first = createTask(() -> trail.add("never runs"));
            Task<?> second = createTask(() -> trail.add("never runs"));
            sleepMs(0); // passes the loop on to them
            trail.add("goes on");
            threads.setThere(true);
            assertHasNoThread(first);
            assertHasNoThread(second);
            await(createTask(() -> trail.add("another runs")));
        });
        trail.assertIs("goes on", "another runs");
    }

    @Test
    void whereTheTaskBeforeItEnds() {
        loop.runUntilComplete(() -> {
            Task<?> ending = createTask(() -> threads.setThere(false));
            Task<?> lost = createTask(() -> trail.add("never runs"));
            await(ending);
            threads.setThere(true);
            assertHasNoThread(lost);
            await(createTask(() -> trail.add("another runs")));
        });
        trail.assertIs("another runs");
    }

    @Test
    void whereACallbackComesBeforeIt() {
        loop.runUntilComplete(() -> {
            loop.callSoon(() -> threads.setThere(false));
            Task<?> lost = createTask(() -> trail.add("never runs"));
            loop.callSoon(() -> threads.setThere(true));
            sleepMs(0);
            assertHasNoThread(lost);
        });
        trail.assertIs();
    }

    @Test
    void whereItIsTheFirst() {
        threads.setThere(false);
        assertThatThrownBy(() -> loop.runUntilComplete(() -> trail.add("never runs")))
                .isInstanceOf(OutOfMemoryError.class);
        threads.setThere(true);
        loop.runUntilComplete(() -> trail.add("another runs"));
        trail.assertIs("another runs");
    }

    @Test
    void whoseThreadBeginsAfterAll() {
        loop.runUntilComplete(() -> {
            threads.setThere(false);
            Task<?> lost = createTask(() -> trail.add("never runs"));
            sleepMs(0);
            threads.setThere(true);
            threads.startRefused();
            assertThat(loop.core.isHeldByCaller()).isTrue();
            assertHasNoThread(lost);
            await(createTask(() -> trail.add("another runs")));
        });
        trail.assertIs("another runs");
    }

    private static void assertHasNoThread(Task<?> task) {
        assertThat(task.done()).isTrue();
        assertThatThrownBy(() -> await(task))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("unable to create a thread");
    }
}
