package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Event
import io.asyncio.Loop
import io.asyncio.Outcome
import io.asyncio.Task
import io.asyncio.TaskOptions
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job

private val SET = Event().apply { set() } // to await it counts against the step's share, as all that need not wait

/**
 * A task of [loop] that awaits this deferred, and owns it: cancelling the task cancels the deferred, whose end the task
 * waits for. The exception is the same object, also one that replaces the cancel; a cancelled deferred cancels the task.
 * Any thread may call.
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
    return loop.createTask(options, Coroutine { endingAs(job, body) })
}

/** For a task that does nothing else: it fails as [job] has failed, although a cancel came after that. */
internal inline fun <T> endingAs(job: Job, body: () -> T): T =
    try {
        body()
    } catch (cancel: CancelledError) {
        throw failureOf(job) ?: cancel
    }

internal fun <T> awaitDeferred(deferred: Deferred<T>): T {
    awaitJob(deferred)
    @OptIn(ExperimentalCoroutinesApi::class) // it is complete
    return deferred.getCompleted()
}

/** Suspends the current task until [job] is complete; raises what it failed with. */
internal fun awaitJob(job: Job) {
    Asyncio.currentTask() // outside of tasks this raises, whether the job is complete or not
    job.start()
    awaitCompletion(job)
    raiseOutcomeOf(job)
}

/** Nothing is raised if [job], which is complete, has succeeded. */
internal fun raiseOutcomeOf(job: Job) {
    when (val cause = causeOf(job)) {
        null -> return
        is CancellationException -> throw CancelledError.from(cause)
        else -> Outcome.Failure<Any?>(cause).get() // raises it, and adds where that was
    }
}

/** What [job] has failed with, if it is complete and was not merely cancelled. */
internal fun failureOf(job: Job): Throwable? =
    if (job.isCompleted) causeOf(job).takeUnless { it is CancellationException } else null

/** Of a job that is complete, which tells it to nobody but its handlers. */
private fun causeOf(job: Job): Throwable? {
    var cause: Throwable? = null
    job.invokeOnCompletion { cause = it }
    return cause
}

/** A cancel of the task is passed on to the job; one that finds it complete comes too late for it, and is raised here. */
internal fun awaitCompletion(job: Job) {
    try {
        if (job.isCompleted) SET.await() else Wake().of(job) { it.await() }
    } catch (cancel: CancelledError) {
        if (!job.isCompleted) {
            passOn(cancel, job)
        }
        failureOf(job)?.let(cancel::addSuppressed)
        throw cancel
    }
}

/**
 * Cancels [job], waits for its end and raises [cancel], or what the job has failed with instead. Another cancel, or the
 * closing loop, gives up.
 */
internal fun passOn(cancel: CancelledError, job: Job): Nothing {
    job.cancel(cancel.toCancellationException())
    if (!job.isCompleted && !Asyncio.currentTask().loop().isClosed) {
        Wake().of(job) { it.await() }
    }
    throw failureOf(job) ?: cancel
}

/** What the current task waits for once, and any thread may bring about. */
internal class Wake {
    private val loop = Asyncio.currentTask().loop()
    private val awaited = loop.createFuture<Boolean>()

    /** Called also when [job] is complete, until [body] has ended. */
    inline fun of(job: Job, body: (Wake) -> Unit) {
        val registration = job.invokeOnCompletion { call() }
        try {
            body(this)
        } finally {
            registration.dispose()
        }
    }

    fun call() = if (loop.isCurrent) end() else loop.postUnlessClosed(::end)

    private fun end() {
        if (!awaited.done()) awaited.setResult(true)
    }

    fun await() {
        Asyncio.await(awaited)
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
