package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.toThread;

import java.util.Random;

/** A crowd of calls that block threads of their own. */
final class BlockingCallsLoad extends Load {
    BlockingCallsLoad() {
        super("toThread", 2);
    }

    @Override
    void round(Random random) throws Exception {
        Crowd.run(random, 4, () -> {
            int value = random.nextInt();
            int millis = random.nextInt(3);
            int result = toThread(() -> {
                Thread.sleep(millis);
                return value;
            });
            require(result == value, "toThread gives what the call returns");
        });
    }
}
