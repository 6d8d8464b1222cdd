package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.CancelledError
import io.asyncio.ExceptionContext
import io.asyncio.Loop
import io.asyncio.NoRunningLoopException
import kotlin.coroutines.Continuation
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.resume
import kotlinx.coroutines.Job
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.suspendCancellableCoroutine

/** The task that asks, and the coroutine that collects: it stands at an element until the next one is asked for. */
internal class FlowIterator<T>(private val loop: Loop, private val flow: Flow<T>) : AsyncIterator<T> {
    private var collector: Job? = null // from the first question until its end is told
    private var goOn: Continuation<Unit>? = null // set while the collector stands at an element
    private var asked: Wake? = null // set while a task waits
    private var next: Element<T>? = null
    private var isOver = false
    private var isCutOff = false // a wait for an element was cancelled

    override fun hasNext(): Boolean {
        check(asked == null) { // also an element at hand is for the task that waits for it
            "hasNext() was called while another task waits for this iterator: one task iterates at a time"
        }
        check(!isCutOff) {
            "This iterator is closed, as a wait for its next element was cancelled or timed out: iterate anew, or" +
                " limit the wait in the Flow"
        }
        if (next == null && !isOver) {
            ask()
        }
        return next != null
    }

    private fun ask() {
        val collecting = collector ?: start()
        awaitAnswer(collecting)
        if (next == null && !isOver) {
            end()
            raiseOutcomeOf(collecting)
        }
    }

    private fun start(): Job =
        coroutineOfTask(loop, EmptyCoroutineContext) { flow.collect { offer(it) } }.also { collector = it }

    /** An element, or the flow's end, which may have come while nobody asked. */
    private fun awaitAnswer(collecting: Job) {
        val wake = Wake()
        asked = wake
        try {
            wake.of(collecting) {
                letGoOn()
                wake.await()
            }
        } catch (cancel: CancelledError) {
            isCutOff = !isOver
            end()
            tellingWhatIsMissed(collecting) { passOn(cancel, collecting) }
        } finally {
            asked = null
        }
    }

    /** On a stack of its own: a resume() that fails at the end of the task's would leave the collector for ever. */
    private fun letGoOn() {
        val standing = goOn ?: return
        loop.postUnlessClosed {
            if (goOn === standing) { // else a wait that failed has asked for it, too
                goOn = null
                standing.resume(Unit)
            }
        }
    }

    private suspend fun offer(element: T) {
        suspendCancellableCoroutine { continuation ->
            next = Element(element)
            goOn = continuation
            asked?.call()
        }
    }

    private fun end() {
        isOver = true
        next = null
        collector = null
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
        val closing = collector ?: return
        closing.cancel()
        try {
            if (maySuspend()) {
                tellingWhatIsMissed(closing) { awaitEnd(closing) }
            } else {
                closing.invokeOnCompletion { tellFailureOf(closing) }
            }
        } finally {
            collector = null
        }
    }

    private fun maySuspend(): Boolean =
        try {
            !Asyncio.currentTask().loop().isClosed
        } catch (e: NoRunningLoopException) {
            false
        }

    private fun awaitEnd(closing: Job) {
        if (!closing.isCompleted) {
            awaitCompletion(closing)
        }
        failureOf(closing)?.let { throw it }
    }

    /** [wait] may give up before the end of [job]: a failure that it does not raise is told when it comes. */
    private inline fun tellingWhatIsMissed(job: Job, wait: () -> Unit) {
        try {
            wait()
        } catch (raised: Throwable) {
            job.invokeOnCompletion {
                val failure = failureOf(job)
                if (failure !== raised && failure !in raised.suppressed) tellFailureOf(job)
            }
            throw raised
        }
    }

    private fun tellFailureOf(closed: Job) {
        val failure = failureOf(closed) ?: return
        val message = "A Flow failed in its clean-up, while nobody waited for its end"
        loop.callExceptionHandler(ExceptionContext(message, failure, null))
    }
}
