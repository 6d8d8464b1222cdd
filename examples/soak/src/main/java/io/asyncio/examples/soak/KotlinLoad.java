package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.getRunningLoop;

import io.asyncio.AsyncIterator;
import io.asyncio.Loop;
import io.asyncio.kotlin.KotlinAdapter;
import java.util.Random;

/** Coroutines on the loop that await tasks, are cancelled, and send elements through Flows. */
final class KotlinLoad extends Load {
    private static final int COUNT = 20;

    KotlinLoad() {
        super("Kotlin", 2);
    }

    @Override
    void round(Random random) throws Exception {
        Loop loop = getRunningLoop();
        int sum = KotlinAdapter.await(Coroutines.familyAsync(loop, random, COUNT));
        require(sum == COUNT, "each coroutine has run to its end or was cancelled");
        Crowd.run(random, 3, () -> {
            int kept = KotlinAdapter.await(Coroutines.familyAsync(loop, random, COUNT));
            require(kept == COUNT, "each coroutine has run to its end or was cancelled");
        });
        Crowd.run(random, 3, () -> breakOff(random));
    }

    private static void breakOff(Random random) {
        int taken = random.nextInt(COUNT);
        try (AsyncIterator<Integer> numbers = KotlinAdapter.iterate(Coroutines.numbers(random, COUNT))) {
            for (int expected = 0; expected < taken; expected++) {
                require(numbers.next() == expected, "a Flow keeps its order");
            }
        }
    }
}
