package io.asyncio.reactor;

/**
 * The body of a task whose elements are a Flux; see {@link ReactorAdapter#flux}.
 *
 * @param <T> the elements
 */
@FunctionalInterface
public interface FluxBody<T> {
    /**
     * Emits the elements; the Flux completes when this returns.
     *
     * @throws Exception is the error that ends the Flux
     */
    void run(FluxEmitter<T> emitter) throws Exception;
}
