package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Awaitable
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.ExceptionContext
import io.asyncio.Future
import io.asyncio.Task
import java.util.concurrent.CompletableFuture
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.suspendCancellableCoroutine

private const val MOST_CAUSES = 100 // which may go round in a circle

/**
 * The result of a task or future; suspends the coroutine, on any dispatcher, until it is there. A body ([Coroutine])
 * runs in place, as a task of the loop on which this coroutine runs.
 *
 * Cancelling the coroutine cancels what it awaits, as Python's `await` does; [asDeferred] gives a view to await without
 * that. After a cancel the coroutine does not wait for a task or future, which keeps its outcome; it waits for the end
 * of a body. The exception is the same object that the task threw; a cancelled task is a [CancellationException]. A
 * failure that comes too late for the coroutine, as that has been cancelled, is told to the loop's exception handler.
 *
 * Kotlin prefers this to the Java method of the same name, which suspends tasks, not coroutines.
 */
public suspend fun <T> Awaitable<T>.await(): T {
    val future = this as? Future<T> ?: return inPlace { Asyncio.await(this) }
    val outcome = if (future.done()) outcomeOf(future) else awaitOutcome(future)
    return outcome.getOrThrow()
}

/** The exception is raised by the coroutine itself: kotlinx would replace one it resumes with by a copy, to add its trace. */
private suspend fun <T> awaitOutcome(future: Future<T>): Result<T> =
    suspendCancellableCoroutine { continuation ->
        val view = future.whenDone { outcome ->
            continuation.resume(outcome) { cancel, missed, _ -> future.tellFailureIn(missed, cancel) }
        }
        continuation.invokeOnCancellation { cause ->
            view.cancel(false) // first: what the future fails with from now on is not seen here
            future.cancelFromAnyThread(cause)
        }
    }

/** The coroutine was cancelled before it could raise it. The same failure may have cancelled the coroutine, by another one. */
private fun Future<*>.tellFailureIn(missed: Result<*>, cancel: Throwable) {
    val failure = missed.exceptionOrNull() ?: return
    if (failure !is CancellationException && generateSequence(cancel) { it.cause }.take(MOST_CAUSES).none { it === failure }) {
        tellMissed(failure)
    }
}

/** A view, or a coroutine, was given the [failure], and has been cancelled just before: nobody else would hear of it. */
internal fun Future<*>.tellMissed(failure: Throwable) {
    val message = "A task failed, but the coroutine that awaited it was cancelled before it went on"
    loop().callExceptionHandler(ExceptionContext(message, failure, this))
}

/** A task may be cancelled in any thread, a plain future on its loop. */
internal fun Future<*>.cancelFromAnyThread(cause: Throwable?) {
    val loop = loop()
    if (this is Task<*> || loop.isCurrent) {
        cancel(cause?.message)
    } else {
        loop.postUnlessClosed { cancel(cause?.message) }
    }
}

/**
 * Calls [outcome] once, on the loop, or in the thread that closes it; at once if this is done. Cancelling what it returns
 * makes this forget it.
 */
internal fun <T> Future<T>.whenDone(outcome: (Result<T>) -> Unit): CompletableFuture<T> {
    val view = toCompletableFuture()
    view.whenComplete { value, error ->
        outcome(if (error == null) Result.success(value) else Result.failure(error))
    }
    return view
}

internal fun <T> outcomeOf(future: Future<T>): Result<T> =
    try {
        Result.success(future.result())
    } catch (e: CancelledError) {
        Result.failure(e.toCancellationException())
    } catch (e: Throwable) {
        Result.failure(e)
    }
