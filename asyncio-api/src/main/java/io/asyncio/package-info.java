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
 *   <li>{@link io.asyncio.AsyncIterator}: elements that come one by one, from a generator, a Publisher
 *       or a Flow.
 *   <li>{@link io.asyncio.Loop}: turns, timers, the gate, the errors that nobody awaits, the Reactor scheduler.
 *   <li>{@link io.asyncio.LoopGroup}: several loops for several cores, which share nothing.
 *   <li>{@link io.asyncio.LoopObserver}, {@link io.asyncio.LoopExtension}, {@link io.asyncio.Step}: the seam for whoever
 *       watches a loop.
 * </ul>
 *
 * <p>The rooms, which question each of them answers, and which others it knows:
 *
 * <pre>
 *   io.asyncio          what do tasks do, in which order?        first: Asyncio, Loop     knows fiber, host, stream
 *   io.asyncio.stream   how do bytes come and go?                first: Stream            knows io.asyncio, host
 *   io.asyncio.subprocess   how do processes run?              first: Process           knows io.asyncio, stream
 *   io.asyncio.test     how do I test this in no time?           first: AsyncioTest       knows io.asyncio
 *   io.asyncio.seeing   who is told of what happens?             first: DebugExtension    knows io.asyncio, fiber
 *   io.asyncio.host     where do a loop's turns run, and when?   first: Host              knows nobody
 *   io.asyncio.fiber    how is a task's stack suspended?         first: Fiber             knows nobody
 * </pre>
 *
 * <p>The last three are not public API.
 *
 * <p>In this room, for who wants to read or change it, the file that answers:
 *
 * <pre>
 *   what runs next?                               Turns, over ReadyQueue and TimerHeap; an entry is a Ready
 *   who wakes the loop, stops it, ends it?        LoopCore, Session, LoopClosing
 *   how does a task begin, suspend, go on, end?   Task, TaskRun, TaskState
 *   what does it wait for?                        Waiting: FutureWait, Sleep, WaitQueue, CompletionWait, Gather, TimeLimit
 *   where does a cancel go?                       Cancellation
 *   how do outcomes cross threads and loops?      Relay, CompletableFutureView, WrappedFuture, ThreadCall with BlockingThreads
 *   which loop does this thread hold?             RunningLoop
 *   how do sockets get at the loop?               LoopSockets
 *   how is a loop a Reactor scheduler?            LoopScheduler, LoopWorker, ScheduledWork
 *   how are observers told?                       Observers, ObservedSteps, LoopExtensions
 *   how is it shown to a reader?                  CallGraph, Traceback, Excerpt, ErrorLog
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
