/**
 * Python's asyncio for Java: tasks in direct style on the one thread of an event loop. Read first
 * {@link io.asyncio.Asyncio}, then {@link io.asyncio.Task} and {@link io.asyncio.Loop}.
 *
 * <ul>
 *   <li>{@link io.asyncio.Asyncio}: the functions to import statically: {@code run}, {@code createTask}, {@code sleep},
 *       {@code await}, {@code gather}, {@code waitFor} and others.
 *   <li>{@link io.asyncio.Coroutine}, {@link io.asyncio.Task}, {@link io.asyncio.Future}: a body, a body that runs, a
 *       result that will be there later. All are {@link io.asyncio.Awaitable}s. {@link io.asyncio.Body} is a body that
 *       keeps the type of its checked exception. Each kind of body has a twin without a value.
 *   <li>{@link io.asyncio.Event}, {@link io.asyncio.Lock}, {@link io.asyncio.Condition},
 *       {@link io.asyncio.Semaphore}, {@link io.asyncio.Barrier}, {@link io.asyncio.Queue},
 *       {@link io.asyncio.ThreadSafeFlag}: the primitives. Tasks that wait are served in the order in which they came.
 *   <li>{@link io.asyncio.TaskGroup}, {@link io.asyncio.Timeout}, {@link io.asyncio.Runner}: what Python writes as
 *       {@code with} blocks.
 *   <li>{@link io.asyncio.AsyncIterator}: elements that come one by one, from a generator, a Publisher or a Flow.
 *   <li>{@link io.asyncio.Loop}: starts and stops, runs callbacks and timers, reports failures that nobody awaits, is a
 *       Reactor scheduler.
 *   <li>{@link io.asyncio.LoopGroup}: several loops for several cores, which share nothing.
 *   <li>{@link io.asyncio.LoopObserver}, {@link io.asyncio.LoopExtension}, {@link io.asyncio.Step}: for code that watches
 *       loops; {@link io.asyncio.TaskState} and {@link io.asyncio.OpenSocket} are what it sees.
 * </ul>
 *
 * <p>The packages, the question that each of them answers, and the packages that it uses:
 *
 * <pre>
 *   io.asyncio          what do tasks do, in which order?        first: Asyncio, Loop     uses fiber, host, stream
 *   io.asyncio.stream   how do bytes come and go?                first: Stream            uses io.asyncio, host
 *   io.asyncio.subprocess  how do processes run?            first: Process           uses io.asyncio, stream
 *   io.asyncio.test     how do I test this in no time?           first: AsyncioTest       uses io.asyncio
 *   io.asyncio.view     how does a person look at loops?     first: LoopView         uses io.asyncio, fiber
 *   io.asyncio.seeing   who is told of what happens?             first: DebugExtension    uses io.asyncio, fiber
 *   io.asyncio.host     where do a loop's turns run, and when?   first: Host              uses none
 *   io.asyncio.fiber    how is a task's stack suspended?         first: Fiber             uses none
 * </pre>
 *
 * <p>The last three are not public API.
 *
 * <p>To read or change this package: the questions, and the files that answer them:
 *
 * <pre>
 *   what runs next?                               Turns, over ReadyQueue, Inbox and TimerHeap; an entry is a Ready
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
 * <p>{@code host} runs the turn, {@code fiber} holds the stack, and observers of the loop are told at each arrow.
 */
@NullMarked
package io.asyncio;

import org.jspecify.annotations.NullMarked;
