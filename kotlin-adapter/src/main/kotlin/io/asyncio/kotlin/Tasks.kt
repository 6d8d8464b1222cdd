package io.asyncio.kotlin

import io.asyncio.Future
import io.asyncio.Task
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred

/**
 * A view of a task or future: it completes as that does, and is cancelled if that, or its loop, is. Cancelling the view leaves the
 * task alone. Any thread may call.
 */
public fun <T> Future<T>.asDeferred(): Deferred<T> {
    val view = CompletableDeferred<T>()
    toCompletableFuture().whenComplete { value, error ->
        when (error) {
            null -> view.complete(value)
            is CancellationException -> view.cancel(error)
            else -> view.completeExceptionally(error)
        }
    }
    return view
}

/** A task may be cancelled in any thread, a plain future on its loop. */
internal fun Future<*>.cancelFromAnyThread() {
    if (this is Task<*> || loop().isCurrent) {
        cancel()
    } else if (!loop().isClosed) {
        loop().callSoonThreadsafe { cancel() }
    }
}
