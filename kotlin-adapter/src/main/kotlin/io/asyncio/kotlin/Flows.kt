package io.asyncio.kotlin

import io.asyncio.AsyncIterator
import io.asyncio.Loop
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.withContext

/**
 * The elements of this flow, one by one, for a task: it is collected on [loop], starts when the task asks for the first
 * element, and goes on only when it asks for the next. The error that ends it is raised as the same object.
 *
 * Cancelling the task that asks cancels the flow, whose end is waited for; asked again, the iterator raises an
 * [IllegalStateException]. Close it: that cancels the flow, waits for its end and raises what it fails with. If the
 * task is cancelled meanwhile, the cancel is raised after the end of the flow, a second cancel at once. Outside of
 * tasks, and when the loop closes, the end is not waited for, and the loop's exception handler is told of a failure; but
 * nobody is, if the loop closes while a task waits for an element.
 */
public fun <T> Flow<T>.asAsyncIterator(loop: Loop): AsyncIterator<T> = FlowIterator(loop, this)

/**
 * A flow of the elements, to be collected once, on the loop of the iterator, by a coroutine that runs there
 * (`flowOn(loop.asCoroutineDispatcher())` for others). It suspends until there is an element, and ends, also when it is
 * cancelled, once it has closed the iterator. One task iterates for it.
 */
public fun <T> AsyncIterator<T>.asFlow(): Flow<T> {
    val iterator = this
    val isCollected = AtomicBoolean()
    return flow {
        check(isCollected.compareAndSet(false, true)) { "$iterator was collected before: it gives its elements once" }
        val iteration = Iteration(iterator)
        closing(iterator) {
            try {
                while (iteration.hasNext()) {
                    emit(iteration.next())
                }
            } finally {
                iteration.stop()
            }
        }
    }
}

/** A failure of the close replaces a cancel, as one in a `finally` does, and is suppressed in another failure. */
private suspend inline fun closing(iterator: AsyncIterator<*>, block: () -> Unit) {
    try {
        block()
    } catch (failure: Throwable) {
        val inClose = runCatching { closeInPlace(iterator) }.exceptionOrNull()
        when {
            inClose == null || inClose === failure -> throw failure
            failure is CancellationException -> throw inClose
            else -> throw failure.apply { addSuppressed(inClose) }
        }
    }
    closeInPlace(iterator)
}

/** As a task, which may suspend, if there is a loop for it. */
private suspend fun closeInPlace(iterator: AsyncIterator<*>) {
    val loop = runCatching { loopOf(coroutineContext) }.getOrNull()
    if (loop == null || loop.isClosed) {
        iterator.close()
    } else {
        withContext(NonCancellable) { inPlace(iterator::close) }
    }
}
