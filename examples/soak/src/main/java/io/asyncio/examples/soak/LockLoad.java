package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Lock;
import java.util.Random;

/** A crowd that takes one lock: nobody is in it with another one, and in the end it is free. */
final class LockLoad extends Load {
    LockLoad() {
        super("Lock", 2);
    }

    @Override
    void round(Random random) throws Exception {
        Lock lock = new Lock();
        boolean[] inside = {false};
        Crowd.run(random, 8, () -> {
            try (var held = lock.hold()) {
                require(!inside[0], "a lock excludes all others");
                inside[0] = true;
                try {
                    sleepMs(random.nextInt(2));
                } finally {
                    inside[0] = false;
                }
            }
        });
        require(!lock.locked(), "a lock is free when all have left it");
    }
}
