package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Task
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** What is cancelled, and fails in its clean-up, fails on the other side, too: the failure replaces the cancel. */
@OptIn(ExperimentalCoroutinesApi::class)
class CleanUpFailureTest : LoopFixture() {
    private val failure = NotCopied("in the clean-up")
    private val scope = CoroutineScope(SupervisorJob() + dispatcher + CoroutineExceptionHandler { _, _ -> })

    private suspend fun endlessCoroutine(): Int {
        try {
            awaitCancellation()
        } finally {
            withContext(NonCancellable) { delay(10) }
            throw failure
        }
    }

    private fun endlessTask(): Int {
        try {
            Asyncio.sleep(Double.POSITIVE_INFINITY)
            return 0
        } finally {
            Asyncio.sleepMs(10)
            throw failure
        }
    }

    private fun taskOf(way: String): Task<*> {
        val elements = flow { emit(endlessCoroutine()) }
        return when (way) {
            "loop.task { }" -> loop.task { endlessCoroutine() }
            "loop.task { withContext(dispatcher) { } }" -> loop.task { withContext(dispatcher) { endlessCoroutine() } }
            "deferred.asTask(loop)" -> scope.async { endlessCoroutine() }.asTask(loop)
            "job.asTask(loop)" -> scope.launch { endlessCoroutine() }.asTask(loop)
            "await(deferred)" -> task { KotlinAdapter.await(scope.async { endlessCoroutine() }) }
            "await(job)" -> task { KotlinAdapter.await(scope.launch { endlessCoroutine() }) }
            "collect(flow)" -> task { KotlinAdapter.collect(elements) }
            "flow.asAsyncIterator(loop)" -> task { elements.asAsyncIterator(loop).use { it.next() } }
            else -> throw IllegalArgumentException(way)
        }
    }

    @ParameterizedTest
    @MethodSource("waysOfCoroutines")
    fun `of a coroutine it is the task's`(way: String) = inTask<Unit> {
        val cancelled = taskOf(way)
        settleHere()
        cancelled.cancel()
        assertThatThrownBy { Asyncio.await(cancelled) }.isSameAs(failure)
        assertThat(cancelled.cancelled()).isFalse()
    }

    private fun deferredOf(way: String): Deferred<*> =
        when (way) {
            "task.asOwningDeferred()" -> loop.createTask(Coroutine { endlessTask() }).asOwningDeferred()
            "deferred(loop, body)" -> KotlinAdapter.deferred(loop, Coroutine { endlessTask() })
            "Coroutine.await()" -> scope.async { Coroutine { endlessTask() }.await() }
            "scope.task { }" -> scope.async { task(loop) { endlessTask() } }
            "iterator.asFlow()" -> scope.async { OneElement { endlessTask() }.asFlow().toList() }
            else -> throw IllegalArgumentException(way)
        }

    @ParameterizedTest
    @MethodSource("waysOfTasks")
    fun `of a task it is the coroutine's`(way: String) {
        val deferred = inTask { deferredOf(way) }
        settle()
        deferred.cancel()
        outside { deferred.join() }
        assertThat(deferred.getCompletionExceptionOrNull()).isSameAs(failure)
    }

    @Test
    fun `a task that ends as a coroutine does fails with it, although a cancel came after the failure`() = inTask<Unit> {
        lateinit var cancelledLate: Task<*>
        cancelledLate = loop.task {
            currentCoroutineContext().job.invokeOnCompletion { cancelledLate.cancel() }
            throw failure
        }
        assertThatThrownBy { Asyncio.await(cancelledLate) }.isSameAs(failure)

        val failing = CompletableDeferred<Int>()
        val owner = failing.asTask(loop)
        settleHere()
        failing.completeExceptionally(failure)
        owner.cancel()
        assertThatThrownBy { Asyncio.await(owner) }.isSameAs(failure)
    }

    @Test
    fun `a task that goes on after an await is cancelled by a cancel that came after the failure`() = inTask<Unit> {
        val failing = CompletableDeferred<Int>()
        val awaiting = task {
            assertThatThrownBy { KotlinAdapter.await(failing) }
                .isInstanceOf(CancelledError::class.java)
                .hasSuppressedException(failure)
            "went on"
        }
        settleHere()
        failing.completeExceptionally(failure)
        awaiting.cancel()
        assertThat(Asyncio.await(awaiting)).isEqualTo("went on")
    }

    private fun <T> task(body: () -> T): Task<T> = loop.createTask(Coroutine { body() })

    private fun settleHere() = repeat(10) { Asyncio.sleepMs(0) }

    private class OneElement<T>(private val element: () -> T) : AsyncIterator<T> {
        override fun hasNext(): Boolean = true.also { element() }

        override fun next(): T = element()

        override fun remove() = throw UnsupportedOperationException()

        override fun close() {}
    }

    private companion object {
        @JvmStatic
        fun waysOfCoroutines(): List<String> =
            listOf(
                "loop.task { }",
                "loop.task { withContext(dispatcher) { } }",
                "deferred.asTask(loop)",
                "job.asTask(loop)",
                "await(deferred)",
                "await(job)",
                "collect(flow)",
                "flow.asAsyncIterator(loop)",
            )

        @JvmStatic
        fun waysOfTasks(): List<String> =
            listOf(
                "task.asOwningDeferred()",
                "deferred(loop, body)",
                "Coroutine.await()",
                "scope.task { }",
                "iterator.asFlow()",
            )
    }
}
