package io.asyncio.kotlin

import io.asyncio.AsyncIterator
import io.asyncio.CancelledError
import io.asyncio.Loop
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.resume
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.suspendCancellableCoroutine

/** The task that asks, and the coroutine that collects: it stands at an element until the next one is asked for. */
internal class FlowIterator<T>(private val loop: Loop, private val flow: Flow<T>) : AsyncIterator<T> {
    private var collector: Job? = null // null until the first element is asked for
    private var goOn: Continuation<Unit>? = null // set while the collector stands at an element
    private var answer = CompletableDeferred<Boolean>() // to the task that asks: whether there is an element
    private var next: Element<T>? = null
    private var isOver = false

    override fun hasNext(): Boolean {
        if (next == null && !isOver) {
            ask()
        }
        return next != null
    }

    private fun ask() {
        answer = CompletableDeferred()
        goOn?.resume(Unit) ?: start()
        try {
            isOver = !awaitDeferred(answer)
        } catch (e: CancelledError) {
            close()
            awaitCollector()
            throw e
        } catch (e: Throwable) {
            isOver = true
            throw e
        }
    }

    private fun start() {
        val collecting = coroutineOfTask(loop, EmptyCoroutineContext) { flow.collect { offer(it) } }
        collector = collecting
        collecting.invokeOnCompletion { cause ->
            if (cause == null) answer.complete(false) else answer.completeExceptionally(cause)
        }
    }

    private suspend fun offer(element: T) {
        suspendCancellableCoroutine { continuation ->
            next = Element(element)
            goOn = continuation
            answer.complete(true)
        }
    }

    private fun awaitCollector() {
        if (!loop.isClosed) {
            runCatching { collector?.let(::awaitJob) }
        }
    }

    override fun next(): T {
        if (!hasNext()) {
            throw NoSuchElementException("the Flow has no more elements: ask hasNext() first")
        }
        return checkNotNull(next).value.also { next = null }
    }

    override fun remove(): Unit = throw UnsupportedOperationException("A Flow has nothing to remove from")

    override fun close() {
        isOver = true
        next = null
        collector?.cancel()
    }

    private class Element<T>(val value: T) // null is an element
}
