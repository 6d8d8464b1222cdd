package io.asyncio.reactor;

import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The bridge between tasks and Mono.
 *
 * <p>An error crosses as the same object, unwrapped; a cancelled task is a
 * {@link java.util.concurrent.CancellationException} on the Mono's side; null is the empty Mono.
 */
public final class ReactorAdapter {
    private ReactorAdapter() {}

    /**
     * A view of a task or future: each subscriber gets its outcome, and disposing the subscription leaves it alone. Any
     * thread may call and subscribe; signals come on the loop, or at once if it is done.
     */
    public static <T> Mono<T> toMono(Future<T> future) {
        Objects.requireNonNull(future, "future");
        return Mono.fromFuture(future::toCompletableFuture, true);
    }

    /**
     * A Mono that owns a task: each subscription runs {@code body} as a new task of {@code loop}, with the subscriber's
     * Reactor context. Cancelling the subscription cancels the task, whose {@code finally} blocks run; what it throws
     * or returns after that goes to {@code onErrorDropped} or {@code onDiscard}. Any thread may subscribe; signals come
     * on the loop. A closed loop is an error signal.
     */
    public static <T> Mono<T> mono(Loop loop, Coroutine<? extends @Nullable T> body) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(body, "body");
        return Mono.create(sink -> new MonoTask<T>(sink).start(loop, body));
    }

    /** {@link #mono(Loop, Coroutine)} for a body without a value. */
    public static Mono<Void> mono(Loop loop, VoidCoroutine body) {
        Coroutine<@Nullable Void> coroutine =
                Objects.requireNonNull(body, "body").asCoroutine();
        return mono(loop, coroutine);
    }

    /**
     * Subscribes to {@code mono}, with the Reactor context of the current task, and suspends that task until the Mono
     * completes; a Mono that completes within the subscription suspends nobody. A cancel of the task cancels the
     * subscription.
     *
     * @return the value, null if there is none; an error is raised as it is, and a CancellationException as
     *     {@link io.asyncio.CancelledError}
     * @throws io.asyncio.NoRunningLoopException outside of a task
     */
    public static <T> @Nullable T await(Mono<? extends T> mono) {
        Objects.requireNonNull(mono, "mono");
        AwaitedMono<T> awaited = new AwaitedMono<>(Asyncio.currentTask());
        mono.subscribe(awaited);
        return awaited.await();
    }

    /** A task of the running loop that subscribes to {@code mono}, and owns the subscription. */
    public static <T> Task<@Nullable T> toTask(Mono<? extends T> mono) {
        return toTask(Asyncio.getRunningLoop(), mono);
    }

    /** A task of {@code loop} that subscribes to {@code mono}, and owns the subscription. Any thread may call. */
    @SuppressWarnings("NullAway") // the value is declared nullable, which NullAway does not see in a lambda
    public static <T> Task<@Nullable T> toTask(Loop loop, Mono<? extends T> mono) {
        Objects.requireNonNull(mono, "mono");
        Coroutine<@Nullable T> body = () -> await(mono);
        return loop.createTask(body);
    }
}
