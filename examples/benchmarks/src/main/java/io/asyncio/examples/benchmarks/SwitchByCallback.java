package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;

import io.asyncio.Future;
import io.vertx.core.Promise;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A task waits each time for a callback of its loop to wake it: over the loop's own thread, and with nothing else to do. */
public class SwitchByCallback extends Comparison {
    private static final int SWITCHES = 20_000;

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int asyncio(LoopState state) {
        return counted(SWITCHES, state.run(() -> {
            int woken = 0;
            for (int i = 0; i < SWITCHES; i++) {
                Future<Integer> future = state.loop.createFuture();
                state.loop.callSoon(() -> future.setResult(1));
                woken += await(future);
            }
            return woken;
        }));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int kotlin(KotlinThread thread) {
        return counted(SWITCHES, KotlinSwitch.wokenByCallback(thread.dispatcher, SWITCHES));
    }

    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public int vertx(VertxThread thread) {
        return counted(SWITCHES, thread.run(() -> {
            int woken = 0;
            for (int i = 0; i < SWITCHES; i++) {
                Promise<Integer> promise = Promise.promise();
                thread.context.runOnContext(callback -> promise.complete(1));
                woken += promise.future().await();
            }
            return woken;
        }));
    }
}
