/**
 * Tasks as Mono and Flux, and back. {@link io.asyncio.reactor.ReactorAdapter} is all there is to call.
 *
 * <p>Who owns what is in the name: {@code toMono} is a view of a task that others may share; {@code mono},
 * {@code flux}, {@code await}, {@code iterate} and {@code toTask} own what they start, and cancel it when they are cancelled.
 */
@NullMarked
package io.asyncio.reactor;

import org.jspecify.annotations.NullMarked;
