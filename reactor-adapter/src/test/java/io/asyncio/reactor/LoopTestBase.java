package io.asyncio.reactor;

import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Loop;
import io.asyncio.VoidCoroutine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import reactor.core.publisher.Hooks;

/** A test beside a loop in virtual time that runs. */
abstract class LoopTestBase {
    final Loop loop = Loop.withVirtualTime().start();
    final List<String> trail = Collections.synchronizedList(new ArrayList<>());
    final IOException failure = new IOException("checked");

    @AfterEach
    void closeLoop() {
        loop.close();
        Hooks.resetOnErrorDropped();
    }

    /** Runs a task to its end, while the test's thread waits. */
    void onLoop(VoidCoroutine body) {
        loop.createTask(body).toCompletableFuture().join();
    }

    /** Lets everything run that is ready now, without moving the time; for the test's thread. */
    void settle() {
        onLoop(LoopTestBase::yieldTurns);
    }

    /** The same inside a task. */
    static void yieldTurns() {
        for (int i = 0; i < 10; i++) {
            sleepMs(0);
        }
    }
}
