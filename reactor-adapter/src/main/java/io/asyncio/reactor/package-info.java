/**
 * Tasks as Mono and Flux, and back. Read first {@link io.asyncio.reactor.ReactorAdapter}, which has all methods.
 *
 * <p>The names say who owns what: {@code toMono} is a view of a task, and cancelling it has no effect on the task;
 * {@code mono}, {@code flux}, {@code await}, {@code iterate} and {@code toTask} own what they start, and cancel it when
 * they are cancelled.
 */
@NullMarked
package io.asyncio.reactor;

import org.jspecify.annotations.NullMarked;
