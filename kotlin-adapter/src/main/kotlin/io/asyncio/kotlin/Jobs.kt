package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.Task
import io.asyncio.TaskOptions
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job

/**
 * A task of [loop] that awaits this deferred, and owns it: cancelling the task cancels the deferred, whose end the task
 * waits for. The exception is the same object; a cancelled deferred cancels the task. Any thread may call.
 *
 * @throws IllegalStateException if the loop is closed
 */
public fun <T> Deferred<T>.asTask(loop: Loop): Task<T> = taskOwning(loop, this) { awaitDeferred(this) }

/**
 * A task of [loop] that ends when this job is complete, fails as it does, and owns it, as [Deferred.asTask] does.
 *
 * @throws IllegalStateException if the loop is closed
 */
public fun Job.asTask(loop: Loop): Task<Unit> = taskOwning(loop, this) { awaitJob(this) }

/** A task that is cancelled before it starts never runs its body: the callback cancels the job then. */
private fun <T> taskOwning(loop: Loop, job: Job, body: () -> T): Task<T> {
    val options = TaskOptions.defaults().withDoneCallback { if (it.cancelled()) job.cancel() }
    return loop.createTask(options, Coroutine { body() })
}

internal fun <T> awaitDeferred(deferred: Deferred<T>): T {
    awaitJob(deferred)
    @OptIn(ExperimentalCoroutinesApi::class) // it is complete
    return deferred.getCompleted()
}

/** Suspends the current task until [job] is complete; raises what it failed with. */
internal fun awaitJob(job: Job) {
    val loop = Asyncio.currentTask().loop()
    job.start()
    if (!job.isCompleted) {
        awaitCompletion(loop, job)
    }
    when (val failure = failureOf(job)) {
        null -> return
        is CancellationException -> throw CancelledError.from(failure)
        else -> throw failure
    }
}

/** Of a job that is complete, which tells it to nobody but its handlers. */
private fun failureOf(job: Job): Throwable? {
    var failure: Throwable? = null
    job.invokeOnCompletion { failure = it }
    return failure
}

/** A cancel of the task is passed on to the job, whose end is waited for; another cancel, or the closing loop, gives up. */
private fun awaitCompletion(loop: Loop, job: Job) {
    try {
        parkUntilComplete(loop, job)
    } catch (e: CancelledError) {
        job.cancel(e.toCancellationException())
        if (!job.isCompleted && !loop.isClosed) {
            parkUntilComplete(loop, job)
        }
        throw e
    }
}

private fun parkUntilComplete(loop: Loop, job: Job) {
    val completed = loop.createFuture<Boolean>()
    val wake = Runnable { if (!completed.done()) completed.setResult(true) }
    val registration =
        job.invokeOnCompletion { if (loop.isCurrent) wake.run() else loop.postUnlessClosed(wake) }
    try {
        Asyncio.await(completed)
    } finally {
        registration.dispose()
    }
}

/** A loop that has closed has unwound its tasks: nobody waits for [work] any more. */
internal fun Loop.postUnlessClosed(work: Runnable) {
    try {
        callSoonThreadsafe(work)
    } catch (refused: IllegalStateException) {
        check(isClosed) { "$this refuses callbacks: $refused" }
    }
}
