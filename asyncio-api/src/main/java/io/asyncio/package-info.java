/**
 * Python's asyncio for Java: tasks in direct style on the one thread of an event loop.
 *
 * <ul>
 *   <li>{@link io.asyncio.Asyncio}: the front door, to be imported statically: {@code run}, {@code createTask},
 *       {@code sleep}, {@code await}, {@code gather}, {@code waitFor}.
 *   <li>{@link io.asyncio.Coroutine}, {@link io.asyncio.Task}, {@link io.asyncio.Future}: a body, a body that runs, a
 *       result to come. {@link io.asyncio.Awaitable} is what they have in common. {@link io.asyncio.Body} is a body that
 *       keeps the type of its checked exception. Each has a twin without a value.
 *   <li>{@link io.asyncio.Event}, {@link io.asyncio.Lock}, {@link io.asyncio.Condition},
 *       {@link io.asyncio.Semaphore}, {@link io.asyncio.Barrier}, {@link io.asyncio.Queue},
 *       {@link io.asyncio.ThreadSafeFlag}: what tasks wait for, one class a concept, all over one fair wait queue.
 *   <li>{@link io.asyncio.TaskGroup}, {@link io.asyncio.Timeout}, {@link io.asyncio.Runner}: what Python writes as
 *       {@code with} blocks.
 *   <li>{@link io.asyncio.AsyncIterator}: elements that come one by one, from a Publisher or a Flow.
 *   <li>{@link io.asyncio.Loop}: turns, timers, the gate, the errors that nobody awaits, the Reactor scheduler.
 *   <li>{@link io.asyncio.LoopGroup}: several loops for several cores, which share nothing.
 *   <li>{@link io.asyncio.LoopObserver}, {@link io.asyncio.LoopExtension}: the seam for whoever watches a loop.
 * </ul>
 *
 * <p>The rooms, and which question each of them answers:
 *
 * <pre>
 *   io.asyncio          what do tasks do, in which order?          first: Asyncio, then Loop
 *   io.asyncio.stream   how do bytes come and go?                  first: Stream
 *   io.asyncio.test     how do I test this in no time?             first: AsyncioTest
 *   io.asyncio.fiber    how is a task's stack suspended?           first: Fiber         (not public API)
 *   io.asyncio.host     where do a loop's turns run, and when?     first: Host          (not public API)
 *   io.asyncio.seeing   who is told of what happens?               first: FlightRecorderExtension   (not public API)
 * </pre>
 *
 * <p>The life of a task:
 *
 * <pre>
 *   createTask ──► ready queue ──► turn: resume its fiber ──► user code until it waits
 *                      ▲                                          │
 *                      └───── wake or cancel ◄── Waiting ◄────────┘        ──► result, failure, cancelled
 * </pre>
 *
 * <p>{@code host} runs the turn, {@code fiber} holds the stack, and whoever observes the loop is told at each arrow.
 */
@NullMarked
package io.asyncio;

import org.jspecify.annotations.NullMarked;
