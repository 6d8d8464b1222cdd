package io.asyncio.examples.schedules;

import static io.asyncio.examples.schedules.CancelTest.isCancelledInTheEnd;
import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;

import io.asyncio.Task;
import io.asyncio.ThreadSafeFlag;
import org.junit.jupiter.api.Test;

class FlagTest {
    @Test
    void noSetIsLost() throws Exception {
        explore(() -> {
            ThreadSafeFlag flag = new ThreadSafeFlag();
            try (OwnLoop own = OwnLoop.started()) {
                together(flag::set, flag::set, () -> awaitOn(own, flag));
            }
        });
    }

    @Test
    void aSetStaysThatACancelledTaskHasMissed() throws Exception {
        explore(() -> {
            ThreadSafeFlag flag = new ThreadSafeFlag();
            try (OwnLoop own = OwnLoop.started()) {
                Task<?> first = own.loop.createTask(() -> flag.await());
                together(flag::set, first::cancel);
                if (isCancelledInTheEnd(first)) {
                    awaitOn(own, flag);
                }
            }
        });
    }

    @Test
    void aFlagServesOneLoopAfterTheOther() throws Exception {
        explore(() -> {
            ThreadSafeFlag flag = new ThreadSafeFlag();
            try (OwnLoop first = OwnLoop.started();
                    OwnLoop second = OwnLoop.started()) {
                together(flag::set, () -> awaitOn(first, flag));
                together(flag::set, () -> awaitOn(second, flag));
            }
        });
    }

    private static void awaitOn(OwnLoop own, ThreadSafeFlag flag) {
        own.loop.createTask(() -> flag.await()).toCompletableFuture().join();
    }

    @Test
    void aSetAfterAClearIsNotLost() throws Exception {
        explore(() -> {
            ThreadSafeFlag flag = new ThreadSafeFlag();
            flag.set();
            try (OwnLoop own = OwnLoop.started()) {
                together(
                        () -> {
                            flag.clear();
                            flag.set();
                        },
                        () -> awaitOn(own, flag));
            }
        });
    }
}
