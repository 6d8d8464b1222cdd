package io.asyncio.kotlin

import io.asyncio.AsyncIterator
import io.asyncio.Loop
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow

/**
 * The elements of this flow, one by one, for a task: it is collected on [loop], starts when the task asks for the first
 * element, and goes on only when it asks for the next. The error that ends it is raised as the same object. Cancelling
 * the task that asks cancels the flow, whose end is waited for. To be closed.
 */
public fun <T> Flow<T>.asAsyncIterator(loop: Loop): AsyncIterator<T> = FlowIterator(loop, this)

/**
 * A flow of the elements, to be collected once, on the loop of the iterator, by a coroutine that runs there
 * (`flowOn(loop.asCoroutineDispatcher())` for others). It suspends until there is an element, and closes the iterator at
 * its end, also when it is cancelled. Costs a task an element.
 */
public fun <T> AsyncIterator<T>.asFlow(): Flow<T> {
    val iterator = this
    val isCollected = AtomicBoolean()
    return flow {
        check(isCollected.compareAndSet(false, true)) { "$iterator was collected before: it gives its elements once" }
        iterator.use {
            while (inPlace(iterator::hasNext)) {
                emit(iterator.next())
            }
        }
    }
}
