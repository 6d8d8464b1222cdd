package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.Future
import io.asyncio.Task
import kotlin.coroutines.Continuation
import kotlin.coroutines.coroutineContext
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.withContext

/**
 * The task that iterates, and the coroutine that collects: the task stands at an element until the coroutine asks for the
 * next one. The counterpart of [FlowIterator].
 */
internal class Iteration<T>(private val iterator: AsyncIterator<T>) {
    private var task: Task<Unit>? = null // from the first question
    private var collector: Continuation<Unit>? = null // set while the coroutine waits
    private var goOn: Future<Boolean>? = null // set while the task stands at an element
    private var element: Element<T>? = null
    private var passingCancel: DisposableHandle? = null // until the flow ends

    /** As [inPlace] runs it: a source that need not wait suspends nobody but the task. */
    suspend fun hasNext(): Boolean {
        enterLoop()
        val iterating = task ?: start()
        goOn?.also { goOn = null }?.run { if (!done()) setResult(true) } // done: the task was cancelled
        if (element == null && !iterating.done()) {
            suspendCoroutine { collector = it }
        }
        return element != null || outcomeOf(iterating).getOrThrow().let { false }
    }

    fun next(): T = checkNotNull(element).value.also { element = null }

    private suspend fun start(): Task<Unit> {
        val started = eagerTask(coroutineContext, ::iterate)
        task = started
        if (!started.done()) {
            started.whenDone { wakeCollector() }
            passingCancel = passingCancelTo(started, coroutineContext)
        }
        return started
    }

    private fun iterate() {
        while (iterator.hasNext()) {
            element = Element(iterator.next())
            val asked = Asyncio.currentTask().loop().createFuture<Boolean>()
            goOn = asked
            wakeCollector()
            Asyncio.await(asked)
        }
    }

    private fun wakeCollector() {
        collector?.also { collector = null }?.resume(Unit)
    }

    /** Ends the task, which stands at an element if the coroutine has not waited for it. */
    suspend fun stop() {
        passingCancel?.dispose()
        val iterating = task ?: return
        if (!iterating.done()) {
            iterating.cancel()
            withContext(NonCancellable) { runCatching { awaitEnd(iterating) } }
        }
    }
}
