package io.asyncio.kotlin

import io.asyncio.Future
import io.asyncio.Task
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.async

/**
 * A view of a task or future: it completes as the task does, and is cancelled if the task is cancelled or its loop
 * closes. Cancelling the view has no effect on the task; cancelling an [asOwningDeferred] cancels it. Any thread may
 * call.
 */
public fun <T> Future<T>.asDeferred(): Deferred<T> {
    val view = CompletableDeferred<T>()
    val registration = whenDone { outcome ->
        when (val error = outcome.exceptionOrNull()) {
            null -> view.complete(outcome.getOrThrow())
            is CancellationException -> view.cancel(error)
            else -> if (!view.completeExceptionally(error)) tellMissed(error)
        }
    }
    view.invokeOnCompletion { registration.cancel(false) }
    return view
}

/**
 * The task as a [Deferred] that owns it: cancelling the deferred cancels the task, and the deferred completes when the
 * task has ended, after its `finally` blocks. In all else it is like [asDeferred]. Any thread may call.
 */
@OptIn(DelicateCoroutinesApi::class) // it lives as long as the task does
public fun <T> Task<T>.asOwningDeferred(): Deferred<T> =
    GlobalScope.async(Dispatchers.Unconfined, CoroutineStart.UNDISPATCHED) { awaitEnd(this@asOwningDeferred) }
