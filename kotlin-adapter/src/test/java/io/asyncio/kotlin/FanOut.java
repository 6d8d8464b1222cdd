package io.asyncio.kotlin;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A thousand workers, which sleep and tell, twice: as tasks, and as Monos. */
final class FanOut {
    static final int WORKERS = 1000;

    private FanOut() {}

    static long first(int worker) {
        return 1L + worker * 31 % 10;
    }

    static long second(int worker) {
        return 1L + worker * 17 % 7;
    }

    static Task<List<String>> byTasks(Loop loop) {
        return loop.createTask(() -> {
            List<String> told = new ArrayList<>();
            List<Task<?>> workers = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                int worker = i;
                workers.add(Asyncio.createTask(() -> {
                    Asyncio.sleepMs(first(worker));
                    told.add("first " + worker);
                    Asyncio.sleepMs(second(worker));
                    told.add("second " + worker);
                }));
            }
            Asyncio.gather(Collections.unmodifiableList(workers));
            return told;
        });
    }

    static Mono<List<String>> byMonos(Loop loop) {
        List<String> told = new ArrayList<>();
        return Flux.range(0, WORKERS)
                .flatMap(
                        worker -> Mono.delay(Duration.ofMillis(first(worker)), loop.scheduler())
                                .doOnNext(tick -> told.add("first " + worker))
                                .then(Mono.defer(() -> Mono.delay(Duration.ofMillis(second(worker)), loop.scheduler())))
                                .doOnNext(tick -> told.add("second " + worker)),
                        WORKERS)
                .then(Mono.just(told))
                .subscribeOn(loop.scheduler());
    }
}
