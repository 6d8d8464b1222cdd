package io.asyncio.reactor;

/**
 * Takes the elements that the body of {@link ReactorAdapter#flux} emits. To be used on the loop, by the body or by
 * tasks that it makes.
 *
 * @param <T> the elements
 */
public interface FluxEmitter<T> {
    /**
     * Suspends the current task until the subscriber has requested an element: for a body that makes elements only on
     * demand.
     *
     * @throws io.asyncio.CancelledError if the subscription was cancelled
     */
    void awaitDemand();

    /**
     * Gives {@code element} to the subscriber; suspends the current task until the subscriber has requested one.
     *
     * @throws io.asyncio.CancelledError if the subscription was cancelled; the element is discarded
     * @throws NullPointerException if {@code element} is null, as no Flux has nulls
     * @throws IllegalStateException if called in another thread, or after the end of the Flux
     */
    void emit(T element);
}
