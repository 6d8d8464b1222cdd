package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.sleep;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.event.EventListener;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.scheduling.annotation.Async;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.transaction.event.TransactionalEventListener;
import reactor.core.publisher.Mono;

/** The same advice on a plain method, one that returns a task, and one that returns a Mono. */
class Advised {
    private final Seen seen;
    private final AtomicInteger inside = new AtomicInteger();
    private final Loop loop;

    Advised(Loop loop, Seen seen) {
        this.loop = loop;
        this.seen = seen;
    }

    /** What a test sees, beside the proxy. */
    record Seen(List<String> trail, AtomicInteger calls) {
        Seen() {
            this(new CopyOnWriteArrayList<>(), new AtomicInteger());
        }
    }

    private int failTwice() {
        int call = seen.calls.incrementAndGet();
        if (call <= 2) {
            throw new IllegalStateException("attempt " + call);
        }
        return call;
    }

    @Retryable(delay = 3_600_000)
    int retried() {
        return failTwice();
    }

    @Retryable(delay = 3_600_000)
    Task<Integer> retriedTask() {
        return loop.createTask(this::failTwice);
    }

    @Retryable(delay = 1)
    Mono<Integer> retriedMono() {
        return Mono.fromCallable(this::failTwice);
    }

    @Retryable(delay = 3_600_000, timeout = 5_400_000, maxRetries = 5, includes = IllegalStateException.class)
    <T> T retriedWithin90Minutes(Coroutine<T> body) throws Exception {
        seen.calls.incrementAndGet();
        return body.await();
    }

    @Retryable(delay = 3_600_000, timeout = Long.MAX_VALUE)
    int retriedForEver() {
        return failTwice();
    }

    private int countInside() {
        int most = inside.incrementAndGet();
        try {
            sleep(1);
            return most;
        } finally {
            inside.decrementAndGet();
        }
    }

    @ConcurrencyLimit(2)
    int limited() {
        return countInside();
    }

    @ConcurrencyLimit(2)
    Task<Integer> limitedTask() {
        return loop.createTask(this::countInside);
    }

    @ConcurrencyLimit(2)
    Mono<Integer> limitedMono() {
        return io.asyncio.reactor.ReactorAdapter.mono(loop, this::countInside);
    }

    @ConcurrencyLimit(limitString = "${limit:1}", policy = ConcurrencyLimit.ThrottlePolicy.REJECT)
    int rejected() {
        return countInside();
    }

    @Cacheable("plain")
    int cached(String key) {
        sleep(1);
        return failTwice();
    }

    @Cacheable("task")
    Task<Integer> cachedTask(String key) {
        return loop.createTask(() -> cached(key));
    }

    @Cacheable("mono")
    Mono<Integer> cachedMono(String key) {
        return io.asyncio.reactor.ReactorAdapter.mono(loop, () -> cached(key));
    }

    @Cacheable(cacheNames = "sync", sync = true)
    int cachedSync(Coroutine<Integer> body) throws Exception {
        return body.await();
    }

    @Cacheable(cacheNames = "syncTask", sync = true)
    Task<Integer> cachedSyncTask(String key) {
        return loop.createTask(() -> cached(key));
    }

    @PreAuthorize("hasRole('ADMIN')")
    String secured() {
        return "secret";
    }

    @PreAuthorize("hasRole('ADMIN')")
    Task<String> securedTask() {
        return loop.createTask(() -> "secret");
    }

    @PreAuthorize("hasRole('ADMIN')")
    Mono<String> securedMono() {
        return Mono.just("secret");
    }

    @Async
    void async(Runnable body) {
        body.run();
    }

    @Async
    CompletableFuture<String> asyncFuture() {
        return CompletableFuture.completedFuture(Thread.currentThread().getName());
    }

    @Async
    Task<String> asyncTask() {
        return loop.createTask(() -> "never");
    }

    @Async
    Mono<String> asyncMono() {
        return Mono.just("never");
    }

    @EventListener
    void listen(ForPlain event) {
        sleep(1);
        seen.trail.add("plain");
    }

    @EventListener
    Task<Answer> listen(ForTask event) {
        return loop.createTask(() -> {
            sleep(1);
            seen.trail.add("task");
            return new Answer();
        });
    }

    @EventListener
    Mono<Answer> listen(ForMono event) {
        return Mono.fromSupplier(() -> {
            seen.trail.add("mono");
            return new Answer();
        });
    }

    @EventListener
    void listen(Answer event) {
        seen.trail.add("answer");
    }

    @TransactionalEventListener
    void listen(ForTransaction event) {
        seen.trail.add("committed");
    }

    record ForPlain() {}

    record ForTask() {}

    record ForMono() {}

    record ForTransaction() {}

    record Answer() {}
}
