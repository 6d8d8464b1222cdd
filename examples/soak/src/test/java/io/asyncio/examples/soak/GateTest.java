package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Task;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {
    private final Gate gate = new Gate();
    private final TwoStepLoad load = new TwoStepLoad();

    private static final class TwoStepLoad extends Load {
        boolean isInside;

        TwoStepLoad() {
            super("two steps", 1);
        }

        @Override
        void round(Random random) {
            isInside = true;
            sleepMs(1);
            isInside = false;
        }
    }

    private Task<?> work() {
        return createTask(() -> load.run(gate, new Random(1)));
    }

    @Test
    void closingWaitsForTheEndOfTheRound() {
        run(() -> {
            Task<?> worker = work();
            sleepMs(0);
            assertThat(load.isInside).isTrue();
            assertThat(gate.working()).containsExactly("two steps");
            gate.close();
            assertThat(load.isInside).isFalse();
            assertThat(gate.working()).isEmpty();
            worker.cancel();
        });
    }

    @Test
    void anOpenedGateLetsTheWorkerGoOn() {
        run(() -> {
            Task<?> worker = work();
            gate.close();
            long before = load.rounds();
            gate.open();
            while (load.rounds() == before) {
                sleepMs(1);
            }
            worker.cancel();
        });
    }

    @Test
    void theEndSendsWorkersHome() {
        run(() -> {
            Task<?> worker = work();
            gate.close();
            gate.end();
            await(worker);
            assertThat(gate.working()).isEmpty();
        });
    }
}
