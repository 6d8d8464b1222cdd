package io.asyncio.examples.quickstart;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.kotlin.KotlinAdapter;
import io.asyncio.reactor.ReactorAdapter;
import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The main demo: Java tasks, a Reactor pipeline and Kotlin coroutines share one ledger on one loop, without a lock.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/quickstart -am}
 */
public final class MixedLoop {
    /** How often each of the three adds one. */
    public static final int DEPOSITS = 10_000;

    private MixedLoop() {}

    public static void main(String[] args) {
        System.out.println("  #  thread                       who            what");
        try (Loop loop = Loop.create().start()) {
            Ledger ledger = new Ledger(loop);
            Mono<Long> total = ReactorAdapter.mono(loop, () -> takeTurns(loop, ledger));
            System.out.printf("balance: %,d of %,d%n", total.block(), 3L * DEPOSITS);
        }
        System.out.println("All of it ran on one loop: its thread, and the stacks of its tasks named loop/task, of"
                + " which one runs at a time.");
    }

    /** Runs all three at once, as a task that awaits a task, a Mono and a Kotlin Deferred. */
    private static long takeTurns(Loop loop, Ledger ledger) {
        Task<?> java = createTask("java", () -> work(ledger));
        Task<?> reactor = ReactorAdapter.toTask(pipeline(loop, ledger));
        var kotlin = Coroutines.workAsync(loop, ledger);
        await(java);
        await(reactor);
        KotlinAdapter.await(kotlin);
        ledger.enter("Java task", "has awaited all three");
        return ledger.balance();
    }

    private static void work(Ledger ledger) {
        for (int i = 1; i <= 3; i++) {
            ledger.enter("Java task", "step " + i);
            sleepMs(20);
        }
        for (int i = 0; i < DEPOSITS; i++) {
            ledger.deposit(1);
            sleepMs(0);
        }
    }

    private static Mono<Void> pipeline(Loop loop, Ledger ledger) {
        Flux<Integer> steps = Flux.range(1, 3)
                .delayElements(Duration.ofMillis(20), loop.scheduler())
                .doOnNext(i -> ledger.enter("Reactor Flux", "step " + i));
        Flux<Integer> deposits =
                Flux.range(0, DEPOSITS).publishOn(loop.scheduler(), 1).doOnNext(i -> ledger.deposit(1));
        return steps.thenMany(deposits).then();
    }
}
