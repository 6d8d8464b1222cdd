package io.asyncio.examples.soak;

import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.reactor.ReactorAdapter.collect;
import static io.asyncio.reactor.ReactorAdapter.flux;
import static io.asyncio.reactor.ReactorAdapter.iterate;
import static io.asyncio.reactor.ReactorAdapter.mono;
import static io.asyncio.reactor.ReactorAdapter.toFlux;
import static io.asyncio.reactor.ReactorAdapter.toQueue;

import io.asyncio.AsyncIterator;
import io.asyncio.Loop;
import io.asyncio.Queue;
import io.asyncio.Task;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Tasks as Monos and Fluxes, and back, some of them cancelled, with subscribers that are slower than their sources. */
final class ReactorLoad extends Load {
    private static final int COUNT = 20;
    private static final List<Integer> ALL = IntStream.range(0, COUNT).boxed().toList();

    ReactorLoad() {
        super("Mono and Flux", 3);
    }

    @Override
    void round(Random random) throws Exception {
        Loop loop = getRunningLoop();
        disposeMono(loop, random);
        Crowd.run(random, 3, () -> requireAll(collect(numbers(loop, random).limitRate(3))));
        Crowd.run(random, 2, () -> requireAll(collect(numbers(loop, random).publishOn(Schedulers.parallel(), 4))));
        Crowd.run(random, 2, () -> breakOff(loop, random));
        Crowd.run(random, 2, () -> throughQueue(loop, random));
    }

    /** Elements of a task that sleeps now and then. */
    private static Flux<Integer> numbers(Loop loop, Random random) {
        return flux(loop, emitter -> {
            for (int i = 0; i < COUNT; i++) {
                if (random.nextInt(10) == 0) {
                    sleepMs(1);
                }
                emitter.emit(i);
            }
        });
    }

    /** A subscription that is cancelled from within the loop, perhaps before its task starts, perhaps after its end. */
    private static void disposeMono(Loop loop, Random random) {
        boolean[] running = {false};
        Disposable subscription = mono(loop, () -> {
                    running[0] = true;
                    try {
                        sleepMs(random.nextInt(3));
                    } finally {
                        running[0] = false;
                    }
                })
                .subscribe();
        sleepMs(random.nextInt(4));
        subscription.dispose();
        sleepMs(0);
        require(!running[0], "the task of a cancelled Mono ends");
    }

    private static void breakOff(Loop loop, Random random) {
        try (AsyncIterator<Integer> iterator = iterate(numbers(loop, random), 1 + random.nextInt(5))) {
            for (int expected = 0; expected < COUNT / 2; expected++) {
                require(iterator.next() == expected, "a Flux keeps its order");
            }
        }
    }

    /** A timer of another thread fills a queue, out of which a Flux comes. */
    private static void throughQueue(Loop loop, Random random) {
        Queue<Integer> queue = new Queue<>(2);
        Flux<Integer> timed =
                Flux.fromIterable(ALL).delayUntil(i -> Mono.delay(Duration.ofNanos(random.nextInt(100_000))));
        Task<?> filling = toQueue(timed, queue);
        try {
            requireAll(collect(toFlux(loop, queue)));
        } finally {
            filling.cancel();
        }
    }

    private static void requireAll(List<Integer> received) {
        require(received.equals(ALL), "a Flux brings all elements in order");
    }
}
