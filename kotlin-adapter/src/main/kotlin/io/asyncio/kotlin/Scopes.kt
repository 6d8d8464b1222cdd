package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.Task
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.isActive

/**
 * A task of [loop] that runs [body], direct-style code as in Java, and is a child of this scope: the scope waits for
 * it, cancelling the scope cancels the task, and a failure of the task is a child's failure, as that of `async` is. A
 * cancel of the task by other code has no effect on the scope. Any thread may call.
 *
 * @param loop the loop of this scope's dispatcher, else the running one, unless given
 * @throws IllegalStateException if there is no such loop, or it is closed
 */
public fun <T> CoroutineScope.task(loop: Loop = loopOf(coroutineContext), body: DirectStyle.() -> T): Task<T> =
    if (coroutineContext[Job] == null) {
        loop.createTask(taskOptionsOf(coroutineContext), directStyle(body))
    } else {
        childTask(loop, directStyle(body))
    }

/** The task is created inside its coroutine, with the thread-locals that the scope's context sets. */
private fun <T> CoroutineScope.childTask(loop: Loop, body: Coroutine<T>): Task<T> {
    val options = taskOptionsOf(coroutineContext)
    var created: Result<Task<T>>? = null
    async(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) {
        val mayRun = isActive
        created =
            runCatching {
                loop.createTask(options.seen(), Coroutine { if (mayRun) Asyncio.await(body) else throw CancelledError() })
            }
        awaitEnd(created.getOrElse { throw CancellationException("There is no task", it) })
    }
    return checkNotNull(created).getOrThrow()
}
