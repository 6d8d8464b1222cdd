package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.BoundedSemaphore;
import java.util.Random;

/** A crowd that takes permits: there are never more holders than permits, and in the end all permits are back. */
final class SemaphoreLoad extends Load {
    private static final int PERMITS = 3;

    SemaphoreLoad() {
        super("Semaphore", 2);
    }

    @Override
    void round(Random random) throws Exception {
        BoundedSemaphore semaphore = new BoundedSemaphore(PERMITS);
        int[] inside = {0};
        Crowd.run(random, 10, () -> {
            try (var held = semaphore.hold()) {
                inside[0]++;
                try {
                    require(inside[0] <= PERMITS, "a semaphore has no more holders than permits");
                    sleepMs(random.nextInt(2));
                } finally {
                    inside[0]--;
                }
            }
        });
        for (int i = 0; i < PERMITS; i++) {
            require(!semaphore.locked(), "all permits have returned");
            semaphore.acquire();
        }
        require(semaphore.locked(), "no more permits have returned than were taken");
    }
}
