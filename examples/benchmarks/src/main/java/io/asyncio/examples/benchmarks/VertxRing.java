package io.asyncio.examples.benchmarks;

import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** 10,000 tasks of a virtual-thread context of Vert.x: each awaits its promise, and completes the next one's. */
@State(Scope.Benchmark)
public class VertxRing extends VertxThread {
    private static final int TASKS = 10_000;

    private final Promise<?>[] promises = new Promise<?>[TASKS];
    private CompletableFuture<Integer> end;
    private int left;
    private int passed;

    @Override // and called by JMH, as what it overrides
    public void deploy() {
        super.deploy();
        for (int i = 0; i < TASKS; i++) {
            promises[i] = Promise.promise();
        }
        for (int i = 0; i < TASKS; i++) {
            int place = i;
            context.runOnContext(start -> passOnForever(place));
        }
        run(() -> null);
    }

    private void passOnForever(int place) {
        try {
            while (true) {
                passOn(place);
            }
        } catch (Exception e) {
            // an interrupt: the context closes
        }
    }

    private void passOn(int place) {
        promises[place].future().await();
        promises[place] = Promise.promise();
        passed++;
        if (--left == 0) {
            end.complete(passed);
        } else {
            promises[(place + 1) % TASKS].complete();
        }
    }

    int pass(int times) {
        CompletableFuture<Integer> awaited = new CompletableFuture<>();
        context.runOnContext(start -> {
            end = awaited;
            left = times;
            passed = 0;
            promises[0].complete();
        });
        return awaited.join();
    }
}
