package io.asyncio.fiber;

import static io.asyncio.examples.schedules.Schedules.explore;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The baton goes from fiber to fiber and back to the loop's thread: one of them runs at a time, and each to its end. */
class BatonTest {
    private static final int FIBERS = 3;
    private static final int STEPS = 2;

    @Test
    void platformThreadsPassTheBaton() throws Exception {
        explore(() -> new Round(FiberKind.PLATFORM, null).run());
    }

    /** As virtual threads do: one for each body, and the loop's thread looks whether they are run at all. */
    @Test
    void watchedThreadsPassTheBaton() throws Exception {
        explore(() -> new Round(FiberKind.VIRTUAL, body -> new Thread(body).start()).run());
    }

    private static final class Round implements Successors {
        private final BatonFibers fibers;
        private final Queue<Fiber> ready = new ArrayDeque<>(); // all plain: touched by who has the baton
        private boolean running;
        private int steps;
        private int ended;

        Round(FiberKind kind, @Nullable Executor threads) {
            fibers = threads == null ? new BatonFibers(kind, this) : new BatonFibers(kind, this, threads);
        }

        void run() {
            for (int i = 0; i < FIBERS; i++) {
                Body body = new Body();
                body.self = fibers.create(body);
                ready.add(body.self);
            }
            for (Fiber next = ready.poll(); next != null; next = ready.poll()) {
                next.resume();
                assertThat(running).isFalse();
            }
            assertThat(ended).isEqualTo(FIBERS);
            assertThat(steps).isEqualTo(FIBERS * STEPS);
            fibers.close();
        }

        @Override
        public @Nullable Fiber next() {
            return ready.poll();
        }

        @Override
        public @Nullable FiberBody nextBody(Fiber ended) {
            return null;
        }

        @Override
        public void cannotStart(Throwable noThread) {
            throw new AssertionError(noThread);
        }

        @Override
        public void unparkAll() {
            throw new AssertionError("memory is not short");
        }

        @Override
        public void starved(Throwable noMemory) {
            throw new AssertionError(noMemory);
        }

        private final class Body implements FiberBody {
            @Nullable
            Fiber self;

            @Override
            public void runBody() {
                for (int i = 0; i < STEPS; i++) {
                    step();
                    if (i < STEPS - 1) {
                        ready.add(self);
                        self.suspend();
                    }
                }
                ended++;
            }

            private void step() {
                assertThat(running).isFalse();
                running = true;
                steps++;
                Thread.yield();
                running = false;
            }

            @Override
            public String threadName() {
                return "fiber";
            }
        }
    }
}
