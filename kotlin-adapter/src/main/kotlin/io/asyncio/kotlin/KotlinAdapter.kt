package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.Coroutine
import io.asyncio.Future
import io.asyncio.Loop
import io.asyncio.Task
import io.asyncio.TaskOptions
import io.asyncio.VoidCoroutine
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.toList

/**
 * The bridge for Java code, without Kotlin's function types. An exception crosses as the same object; a cancelled
 * deferred is a [io.asyncio.CancelledError] in a task, with kotlinx's exception as its cause.
 */
public object KotlinAdapter {
    /**
     * The result of [deferred]; suspends the current task until it is there. Cancelling the task cancels the deferred,
     * whose end is waited for, as Python's `await` does.
     */
    @JvmStatic
    public fun <T> await(deferred: Deferred<T>): T = awaitDeferred(deferred)

    /**
     * Suspends the current task until [job] is complete, and raises what it failed with. Cancelling the task cancels
     * the job, whose end is waited for.
     */
    @JvmStatic
    public fun await(job: Job): Unit = awaitJob(job)

    /** A task of the running loop that awaits [deferred], and owns it. */
    @JvmStatic
    public fun <T> toTask(deferred: Deferred<T>): Task<T> = toTask(Asyncio.getRunningLoop(), deferred)

    /** [io.asyncio.kotlin.asTask]: a task of [loop] that awaits [deferred], and owns it. Any thread may call. */
    @JvmStatic
    public fun <T> toTask(loop: Loop, deferred: Deferred<T>): Task<T> = deferred.asTask(loop)

    /** [io.asyncio.kotlin.asDeferred]: a view that leaves the task alone. Any thread may call. */
    @JvmStatic
    public fun <T> toDeferred(task: Future<T>): Deferred<T> = task.asDeferred()

    /**
     * Runs [body] as a task of [loop], for Kotlin code to await. The deferred owns the task: cancelling it cancels the
     * task, and it completes when the task has ended. Any thread may call.
     */
    @JvmStatic
    public fun <T> deferred(loop: Loop, body: Coroutine<T>): Deferred<T> =
        loop.createTask(TaskOptions.defaults().seen(), body).asOwningDeferred()

    /** [deferred] for a body without a value. */
    @JvmStatic
    public fun deferred(loop: Loop, body: VoidCoroutine): Deferred<Void?> = deferred(loop, body.asCoroutine())

    /**
     * All elements of [flow], which is collected on the loop of the current task; suspends the task until its end.
     * Cancelling the task cancels the flow, whose end is waited for.
     */
    @JvmStatic
    public fun <T> collect(flow: Flow<T>): List<T> {
        val loop = Asyncio.currentTask().loop()
        return awaitDeferred(coroutineOfTask(loop, EmptyCoroutineContext) { flow.toList() })
    }

    /** [io.asyncio.kotlin.asAsyncIterator]: the elements of [flow], one by one, for the current task. To be closed. */
    @JvmStatic
    public fun <T> iterate(flow: Flow<T>): AsyncIterator<T> = flow.asAsyncIterator(Asyncio.currentTask().loop())

    /** [io.asyncio.kotlin.asCoroutineDispatcher]: runs coroutines on [loop]. */
    @JvmStatic
    public fun asCoroutineDispatcher(loop: Loop): LoopCoroutineDispatcher = loop.asCoroutineDispatcher()
}
