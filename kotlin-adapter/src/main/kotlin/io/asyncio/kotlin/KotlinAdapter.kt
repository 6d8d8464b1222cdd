package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Future
import io.asyncio.Loop
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi

/** The bridge for Java code, which needs to know no Kotlin for it. */
public object KotlinAdapter {
    /**
     * The result of [deferred]; suspends the current task until it is there. Cancelling the task cancels the deferred,
     * as Python's `await` does. Its exception is raised as the same object; a cancelled deferred is a [CancelledError].
     */
    @JvmStatic
    public fun <T> await(deferred: Deferred<T>): T {
        val loop = Asyncio.currentTask().loop()
        if (!deferred.isCompleted) {
            awaitCompletion(loop, deferred)
        }
        return outcomeOf(deferred)
    }

    /** [io.asyncio.kotlin.asDeferred]: a view that leaves the task alone. */
    @JvmStatic
    public fun <T> toDeferred(task: Future<T>): Deferred<T> = task.asDeferred()

    /** [io.asyncio.kotlin.asCoroutineDispatcher]: runs coroutines on [loop]. */
    @JvmStatic
    public fun asCoroutineDispatcher(loop: Loop): LoopCoroutineDispatcher = loop.asCoroutineDispatcher()

    private fun awaitCompletion(loop: Loop, deferred: Deferred<*>) {
        val completed = loop.createFuture<Boolean>()
        val wake = Runnable { if (!completed.done()) completed.setResult(true) }
        val registration =
            deferred.invokeOnCompletion {
                if (loop.isCurrent) {
                    wake.run()
                } else {
                    postUnlessClosed(loop, wake)
                }
            }
        try {
            Asyncio.await(completed)
        } catch (e: CancelledError) {
            registration.dispose()
            deferred.cancel(CancellationException(e.message, e))
            throw e
        }
    }

    /** A loop that has closed has unwound the task, which has cancelled the deferred. */
    private fun postUnlessClosed(loop: Loop, wake: Runnable) {
        try {
            loop.callSoonThreadsafe(wake)
        } catch (closed: IllegalStateException) {
            check(loop.isClosed) { "$loop refuses callbacks: $closed" }
        }
    }

    @OptIn(ExperimentalCoroutinesApi::class) // reads what a completed deferred holds
    private fun <T> outcomeOf(deferred: Deferred<T>): T =
        when (val failure = deferred.getCompletionExceptionOrNull()) {
            null -> deferred.getCompleted()
            is CancellationException -> throw CancelledError(failure.message).apply { initCause(failure) }
            else -> throw failure
        }
}
