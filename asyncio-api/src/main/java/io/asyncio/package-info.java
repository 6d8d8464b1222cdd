/**
 * Python's asyncio for Java: tasks in direct style on the one thread of an event loop.
 *
 * <ul>
 *   <li>{@link io.asyncio.Asyncio}: the front door, to be imported statically: {@code run}, {@code createTask},
 *       {@code sleep}, {@code await}, {@code gather}, {@code waitFor}.
 *   <li>{@link io.asyncio.Coroutine}, {@link io.asyncio.Task}, {@link io.asyncio.Future}: a body, a body that runs, a
 *       result to come. {@link io.asyncio.Awaitable} is what they have in common.
 *   <li>{@link io.asyncio.Event}, {@link io.asyncio.Lock}, {@link io.asyncio.Condition},
 *       {@link io.asyncio.Semaphore}, {@link io.asyncio.Barrier}, {@link io.asyncio.Queue},
 *       {@link io.asyncio.ThreadSafeFlag}: what tasks wait for, one class a concept, all over one fair wait queue.
 *   <li>{@link io.asyncio.TaskGroup}, {@link io.asyncio.Timeout}, {@link io.asyncio.Runner}: what Python writes as
 *       {@code with} blocks.
 *   <li>{@link io.asyncio.AsyncIterator}: elements that come one by one, from a Publisher or a Flow.
 *   <li>{@link io.asyncio.Loop}: turns, timers, the gate, the errors that nobody awaits, the Reactor scheduler.
 *   <li>{@code io.asyncio.stream}: sockets.
 *   <li>{@code io.asyncio.test}: virtual time for tests of users.
 *   <li>{@code io.asyncio.fiber}: how a task's stack is suspended; not public API.
 * </ul>
 *
 * <p>The life of a task:
 *
 * <pre>
 *   createTask ──► ready queue ──► turn: resume its fiber ──► user code until it waits
 *                      ▲                                          │
 *                      └───── wake or cancel ◄── Waiting ◄────────┘        ──► result, failure, cancelled
 * </pre>
 */
@NullMarked
package io.asyncio;

import org.jspecify.annotations.NullMarked;
