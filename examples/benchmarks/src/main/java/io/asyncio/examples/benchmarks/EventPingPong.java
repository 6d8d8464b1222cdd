package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;

import io.asyncio.Event;
import io.asyncio.Task;
import java.util.concurrent.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Two tasks signal each other in turn; the number is for one signal. Kotlin has no event: a conflated channel is one. */
public class EventPingPong extends Comparison {
    private static final int SIGNALS = 20_000;

    @Benchmark
    @OperationsPerInvocation(SIGNALS)
    public int asyncio(LoopState state) {
        Event ping = new Event();
        Event pong = new Event();
        return counted(SIGNALS, state.run(() -> {
            Task<Integer> answering = createTask(() -> waitAndSet(ping, pong));
            ping.set();
            int received = waitAndSet(pong, ping);
            return received + await(answering);
        }));
    }

    private static int waitAndSet(Event own, Event other) {
        int received = 0;
        for (int i = 0; i < SIGNALS / 2; i++) {
            own.await();
            own.clear();
            received++;
            other.set();
        }
        return received;
    }

    @Benchmark
    @OperationsPerInvocation(SIGNALS)
    public int kotlin(KotlinThread thread) {
        return counted(SIGNALS, KotlinPingPong.signals(thread.dispatcher, SIGNALS));
    }

    @Benchmark
    @OperationsPerInvocation(SIGNALS)
    public int kotlinRunBlocking() {
        return counted(SIGNALS, KotlinPingPong.signals(KotlinThread.RUN_BLOCKING, SIGNALS));
    }

    @Benchmark
    @OperationsPerInvocation(SIGNALS)
    public int virtualThreads() throws InterruptedException {
        Semaphore ping = new Semaphore(1);
        Semaphore pong = new Semaphore(0);
        return counted(
                SIGNALS,
                TwoVirtualThreads.run(() -> acquireAndRelease(ping, pong), () -> acquireAndRelease(pong, ping)));
    }

    private static int acquireAndRelease(Semaphore own, Semaphore other) throws InterruptedException {
        int received = 0;
        for (int i = 0; i < SIGNALS / 2; i++) {
            own.acquire();
            received++;
            other.release();
        }
        return received;
    }
}
