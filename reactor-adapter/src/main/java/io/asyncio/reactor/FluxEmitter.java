package io.asyncio.reactor;

/**
 * Where the body of {@link ReactorAdapter#flux} puts its elements. To be used on the loop, by the body or tasks it makes.
 *
 * @param <T> the elements
 */
public interface FluxEmitter<T> {
    /**
     * Gives {@code element} to the subscriber; suspends the current task until it has asked for one.
     *
     * @throws io.asyncio.CancelledError if the subscription was cancelled; the element is discarded
     * @throws NullPointerException if it is null, as no Flux has nulls
     */
    void emit(T element);
}
