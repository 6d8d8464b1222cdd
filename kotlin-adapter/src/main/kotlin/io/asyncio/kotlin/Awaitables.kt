package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Awaitable
import io.asyncio.Coroutine
import io.asyncio.Future
import io.asyncio.Loop
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.coroutineContext
import kotlin.coroutines.resume
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.suspendCancellableCoroutine

/**
 * The result of a task or future; suspends the coroutine, on any dispatcher, until it is there. A body ([Coroutine])
 * becomes a task of the loop that dispatches this coroutine.
 *
 * Cancelling the coroutine cancels what it awaits, as Python's `await` does; [asDeferred] gives a view to await
 * without that. The exception is the same object that the task threw; a cancelled task is a [CancellationException].
 *
 * In Kotlin this goes before the Java method of the same name, which suspends tasks, not coroutines.
 */
public suspend fun <T> Awaitable<T>.await(): T {
    val future = this as? Future<T> ?: currentLoop().createTask(Coroutine { Asyncio.await(this) })
    val outcome = if (future.done()) outcomeOf(future) else awaitOutcome(future)
    return outcome.getOrThrow()
}

/** The exception is raised by the coroutine itself: kotlinx would replace one it resumes with by a copy, to add its trace. */
private suspend fun <T> awaitOutcome(future: Future<T>): Result<T> =
    suspendCancellableCoroutine { continuation ->
        continuation.invokeOnCancellation { future.cancelFromAnyThread() }
        future.toCompletableFuture().whenComplete { value, error ->
            continuation.resume(if (error == null) Result.success(value) else Result.failure(error))
        }
    }

private fun <T> outcomeOf(future: Future<T>): Result<T> =
    when {
        future.cancelled() -> Result.failure(CancellationException("$future was cancelled"))
        else -> runCatching { future.result() }
    }

private suspend fun currentLoop(): Loop =
    (coroutineContext[ContinuationInterceptor] as? LoopDispatcher)?.loop
        ?: throw IllegalStateException(
            "A body can be awaited only where a loop dispatches: make it a task by loop.createTask(...), " +
                "or use withContext(loop.asCoroutineDispatcher())",
        )
