package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.Task
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.async

/**
 * A dispatcher that runs coroutines on this loop: they join the queue of its tasks and callbacks, and `delay` and
 * `withTimeout` use the loop's clock, also in virtual time.
 *
 * A loop that closes cancels the jobs of the coroutines that are ready to run on it, or are in a `delay`; their `finally`
 * blocks run on [kotlinx.coroutines.Dispatchers.IO]. A coroutine that waits for something else is cancelled when that
 * comes.
 */
public fun Loop.asCoroutineDispatcher(): LoopCoroutineDispatcher = LoopDispatcher(this, always = true)

/**
 * A task whose body is a coroutine on this loop. Cancelling the task cancels the coroutine, and the task ends when that
 * has ended, with its children. The exception is the same object, also one that replaces the cancel. [context] is added to the coroutine's; a
 * `CoroutineName` names the task. Any thread may call.
 *
 * @throws IllegalArgumentException if [context] has a [Job]: the task decides when the coroutine ends
 * @throws IllegalStateException if the loop is closed
 */
public fun <T> Loop.task(
    context: CoroutineContext = EmptyCoroutineContext,
    body: suspend CoroutineScope.() -> T,
): Task<T> {
    require(context[Job] == null) { "The task is the coroutine's owner: pass a context without a Job, got $context" }
    val bodyOfTask = Coroutine {
        val coroutine = coroutineOfTask(this, context, body)
        endingAs(coroutine) { awaitDeferred(coroutine) }
    }
    return createTask(taskOptionsOf(context), bodyOfTask)
}

/** A coroutine on [loop] that works for the current task, with its contexts. */
@OptIn(DelicateCoroutinesApi::class) // the task waits for it
internal fun <T> coroutineOfTask(
    loop: Loop,
    context: CoroutineContext,
    body: suspend CoroutineScope.() -> T,
): Deferred<T> {
    val whole = coroutineContextOf(Asyncio.currentTask()) + context + loop.asCoroutineDispatcher()
    return GlobalScope.async(whole, block = body)
}
