package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Condition;
import java.util.Random;

/** A crowd that waits for goods, of which there are enough: no signal is lost, and none of the goods. */
final class ConditionLoad extends Load {
    private static final int GOODS = 8;

    ConditionLoad() {
        super("Condition", 2);
    }

    @Override
    void round(Random random) throws Exception {
        Condition condition = new Condition();
        int[] stock = {0};
        var supplier = createTask(() -> {
            for (int i = 0; i < GOODS; i++) {
                sleepMs(random.nextInt(2));
                try (var held = condition.hold()) {
                    stock[0]++;
                    condition.signal();
                }
            }
        });
        int taken = Crowd.run(random, GOODS, () -> {
            try (var held = condition.hold()) {
                condition.awaitFor(() -> stock[0] > 0);
                stock[0]--;
            }
        });
        supplier.await();
        require(stock[0] + taken == GOODS, "of a stock, each item is there or was taken");
        require(!condition.locked(), "a condition's lock is free when all have left it");
    }
}
