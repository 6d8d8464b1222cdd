package io.asyncio.reactor;

import io.asyncio.AsyncIterator;
import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Queue;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import io.asyncio.VoidCoroutine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The bridge between tasks and Reactor's publishers.
 *
 * <p>An error crosses as the same object, unwrapped; a cancelled task is a
 * {@link java.util.concurrent.CancellationException} on the Mono's side; null is the empty Mono.
 */
public final class ReactorAdapter {
    private ReactorAdapter() {}

    /**
     * A view of a task or future: each subscriber gets its outcome, and a cancel of the subscription has no effect on
     * it. Any thread may call and subscribe; signals come on the loop, or at once if it is done.
     */
    public static <T> Mono<T> toMono(Future<T> future) {
        Objects.requireNonNull(future, "future");
        return FutureMono.of(future);
    }

    /**
     * A Mono that owns a task: each subscription runs {@code body} as a new task of {@code loop}, with the subscriber's
     * Reactor context. Cancelling the subscription cancels the task, whose {@code finally} blocks run; what it throws
     * or returns after that goes to {@code onErrorDropped} or {@code onDiscard}. Any thread may subscribe; signals come
     * on the loop, except that a value which is there before it is requested is emitted by the thread that requests it.
     * A closed loop is an error signal.
     */
    public static <T> Mono<T> mono(Loop loop, Coroutine<? extends @Nullable T> body) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(body, "body");
        return TaskMono.of(loop, body);
    }

    /** {@link #mono(Loop, Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution // in Kotlin the one that keeps the value goes first
    public static Mono<Void> mono(Loop loop, VoidCoroutine body) {
        Coroutine<@Nullable Void> coroutine =
                Objects.requireNonNull(body, "body").asCoroutine();
        return mono(loop, coroutine);
    }

    /**
     * Subscribes to {@code mono}, with the Reactor context of the current task, and suspends that task until the Mono
     * completes. Does not suspend if the Mono completes during the subscription. A cancel of the task cancels the
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

    /** {@link #await(Mono)} that returns an empty Optional for an empty Mono. */
    public static <T> Optional<T> awaitOptional(Mono<T> mono) {
        return Optional.ofNullable(ReactorAdapter.<T>await(mono));
    }

    /**
     * The only element of {@code publisher}; suspends the current task until it completes. Owns the subscription.
     *
     * @throws java.util.NoSuchElementException if there is none
     * @throws IndexOutOfBoundsException if there are several
     */
    public static <T> T awaitSingle(Publisher<T> publisher) {
        return present(await(Flux.from(publisher).single()));
    }

    /**
     * The first element of {@code publisher}; suspends the current task until it is there, and cancels the rest.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public static <T> T awaitFirst(Publisher<T> publisher) {
        return present(await(Flux.from(publisher).take(1).single()));
    }

    /** {@link #awaitFirst}, or null if there is none. */
    public static <T> @Nullable T awaitFirstOrNull(Publisher<T> publisher) {
        return await(Flux.from(publisher).take(1).next());
    }

    /**
     * The last element of {@code publisher}; suspends the current task until it completes.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public static <T> T awaitLast(Publisher<T> publisher) {
        return present(await(Flux.from(publisher).last()));
    }

    /** All elements of {@code publisher}; suspends the current task until it completes. */
    public static <T> List<T> collect(Publisher<T> publisher) {
        return present(await(Flux.from(publisher).collectList()));
    }

    private static <T> T present(@Nullable T value) {
        return Objects.requireNonNull(value, "the operator gives a value or an error");
    }

    /**
     * A Flux that owns a task: each subscription runs {@code body} as a new task of {@code loop}, with the subscriber's
     * Reactor context. {@code emit} suspends the task until the subscriber asks for an element. Cancelling the
     * subscription cancels the task; what it throws after that goes to {@code onErrorDropped}. A request for less than
     * one element cancels it, too, and is an error once it has ended. Any thread may subscribe, request and cancel;
     * signals come on the loop. A closed loop is an error signal.
     */
    public static <T> Flux<T> flux(Loop loop, FluxBody<T> body) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(body, "body");
        return TaskFlux.of(loop, body);
    }

    /**
     * The items of {@code queue}. An item is taken when it is requested, and {@code taskDone()} is called once it is
     * emitted. Completes when the queue is shut down and empty; if the last item was emitted before the shutdown, when
     * the next one is requested. Several subscribers share the items. A cancel of the subscription has no effect on the
     * queue. Any thread may subscribe; signals come on the loop.
     */
    public static <T> Flux<T> toFlux(Loop loop, Queue<T> queue) {
        Objects.requireNonNull(queue, "queue");
        return flux(loop, emitter -> QueueChannel.emitAll(queue, emitter));
    }

    /**
     * The elements of an iterator, such as that of {@link Asyncio#generate}, each taken when it is requested:
     * {@code toFlux(loop, () -> generate(out -> { ... }))}. Each subscription calls {@code source} in a task of its own
     * with the subscriber's Reactor context, and closes the iterator. Cancelling the subscription cancels the task: the
     * Flux is over once the {@code finally} blocks of a generator's body have run. Null elements are errors. Any thread
     * may subscribe; signals come on the loop.
     */
    public static <T> Flux<T> toFlux(Loop loop, Callable<? extends AsyncIterator<? extends T>> source) {
        Objects.requireNonNull(source, "source");
        return flux(loop, emitter -> {
            try (AsyncIterator<? extends T> elements = source.call()) {
                emitter.awaitDemand();
                while (elements.hasNext()) {
                    emitter.emit(elements.next());
                    emitter.awaitDemand();
                }
            }
        });
    }

    /**
     * A task of the running loop that puts the elements of {@code publisher} into {@code queue}. It requests as many as
     * the queue has places, and as many again once it has put these: while the queue is full, the task itself holds up
     * to so many more, as to request them one by one would take a hop between threads for each. However it ends, it
     * shuts the queue down, so that tasks which take from it get what is left and then {@link
     * io.asyncio.QueueShutDownException}; the error is the task's. It owns the subscription. If other code shuts the
     * queue down, it ends when it has the next element to put; cancel it to end it at once.
     */
    public static <T> Task<@Nullable Void> toQueue(Publisher<? extends T> publisher, Queue<T> queue) {
        Objects.requireNonNull(publisher, "publisher");
        Objects.requireNonNull(queue, "queue");
        // A task that is cancelled before its first step shuts nothing down itself.
        TaskOptions options = TaskOptions.defaults().withDoneCallback(done -> queue.shutdown());
        return Asyncio.getRunningLoop().createTask(options, () -> QueueChannel.putAll(publisher, queue));
    }

    /**
     * The elements of {@code publisher}, one by one, each requested when the current task asks for it. Subscribes at
     * once, with the Reactor context of the task. Close it. An error is raised as {@link #await(Mono)} raises it. A cancel
     * of the task, or a timeout, while it waits for an element closes the iterator, too; asked again, it raises an
     * {@link IllegalStateException}.
     */
    public static <T> AsyncIterator<T> iterate(Publisher<T> publisher) {
        return subscribed(publisher, PublisherIterator.onDemand(Asyncio.currentTask()));
    }

    /**
     * {@link #iterate(Publisher)} that requests {@code prefetch} elements with the subscription, and as many again
     * whenever all of them were taken, so that the publisher may work ahead, and a hot one loses none of these.
     *
     * @throws IllegalArgumentException if {@code prefetch} is less than one
     */
    public static <T> AsyncIterator<T> iterate(Publisher<T> publisher, int prefetch) {
        return subscribed(publisher, PublisherIterator.ahead(Asyncio.currentTask(), prefetch));
    }

    private static <T> AsyncIterator<T> subscribed(Publisher<T> publisher, PublisherIterator<T> iterator) {
        publisher.subscribe(iterator);
        return iterator;
    }
}
