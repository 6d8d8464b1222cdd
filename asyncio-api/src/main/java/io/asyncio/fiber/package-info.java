/**
 * How a task's stack is suspended, and where it stands: one small interface, two implementations. Knows neither tasks nor
 * loops. Not public API. Read first {@link io.asyncio.fiber.Fiber}.
 *
 * <ul>
 *   <li>{@link io.asyncio.fiber.Fiber}: a stack that runs until it suspends, and goes on where it stood.
 *   <li>{@link io.asyncio.fiber.Fibers}: makes them, one factory a loop.
 *   <li>{@link io.asyncio.fiber.Successors}: whom a fiber that suspends passes the loop on to, and what a thread runs
 *       whose body has ended.
 *   <li>{@link io.asyncio.fiber.FiberKind}: which kinds there are, what each needs, which one this JVM offers.
 *   <li>{@code CarrierFibers}: virtual threads that the loop's own thread carries; pinned while user code runs.
 *   <li>{@code BatonFibers}: one thread a task, virtual or platform; one baton says who may run.
 *   <li>{@code ThreadReset}: takes off a thread what one body has left there, before the next one.
 *   <li>{@link io.asyncio.fiber.CallSite}: the line of the user's code at which a stack stands, and the user's part of a stack.
 * </ul>
 *
 * <p>The law every kind keeps: of a loop's fibers and its own thread, one runs at a time, and it changes only in
 * {@link io.asyncio.fiber.Fiber#resume()} and {@link io.asyncio.fiber.Fiber#suspend()}. A blocking call of the JDK
 * inside a fiber therefore blocks the whole loop, on every kind alike.
 */
@NullMarked
package io.asyncio.fiber;

import org.jspecify.annotations.NullMarked;
