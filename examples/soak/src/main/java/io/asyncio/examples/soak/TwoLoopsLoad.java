package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Loop;
import java.util.Random;

/** A crowd that awaits tasks of another loop, which await tasks of this one. */
final class TwoLoopsLoad extends Load {
    private final Loop far;

    TwoLoopsLoad(Loop far) {
        super("two loops", 2);
        this.far = far;
    }

    @Override
    void round(Random random) throws Exception {
        Loop near = getRunningLoop();
        Crowd.run(random, 4, () -> {
            int value = random.nextInt();
            int millis = random.nextInt(3);
            int result = await(far.createTask(() -> {
                sleepMs(millis);
                return await(near.createTask(() -> value));
            }));
            require(result == value, "a result crosses two loops");
        });
    }
}
