package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Task
import io.asyncio.VoidCoroutine
import java.io.IOException
import java.util.concurrent.TimeoutException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.channels.awaitClose
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.channelFlow
import kotlinx.coroutines.flow.emptyFlow
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onCompletion
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource

class FlowTest : LoopFixture() {
    private val ticking: Flow<Int> = flow {
        try {
            for (i in 1..3) {
                step("make $i")
                emit(i)
                delay(1000)
            }
        } finally {
            step("flow ended")
        }
    }

    @Test
    fun `a task gets the elements one by one, and the flow goes on when it is asked`() {
        inTask {
            ticking.asAsyncIterator(loop).use { numbers ->
                step("not started")
                for (number in numbers) {
                    Asyncio.sleep(1.0)
                    step("took $number")
                }
            }
        }
        assertSteps("not started", "make 1", "took 1", "make 2", "took 2", "make 3", "took 3", "flow ended")
    }

    @Test
    fun `null is an element, and nothing is the end`() {
        inTask {
            val elements = flowOf("a", null).asAsyncIterator(loop)
            assertThat(elements.next()).isEqualTo("a")
            assertThat(elements.hasNext()).isTrue()
            assertThat(elements.next()).isNull()
            assertThat(elements.hasNext()).isFalse()
            assertThatThrownBy { elements.next() }.isInstanceOf(NoSuchElementException::class.java)
            assertThat(KotlinAdapter.collect(flowOf("a", null))).containsExactly("a", null)
            assertThat(KotlinAdapter.collect(emptyFlow<Int>())).isEmpty()
        }
    }

    @Test
    fun `a flow's error is the same object, once`() {
        val failure = IOException("checked")
        val failing = flow { emit(1); throw failure }
        inTask {
            val elements = failing.asAsyncIterator(loop)
            assertThat(elements.next()).isEqualTo(1)
            assertThatThrownBy { elements.hasNext() }.isSameAs(failure)
            assertThat(elements.hasNext()).isFalse()
            assertThatThrownBy { KotlinAdapter.collect(failing) }.isSameAs(failure)
        }
    }

    @Test
    fun `a flow of other dispatchers is collected on the loop`() {
        val elsewhere = flow { repeat(100) { emit(it) } }.flowOn(Dispatchers.Default).map { loop.isCurrent }
        inTask { assertThat(KotlinAdapter.collect(elsewhere)).hasSize(100).containsOnly(true) }
    }

    @Test
    fun `cancelling the task that asks cancels the flow and waits for its end`() {
        inTask {
            val asking = loop.createTask(VoidCoroutine { takeAll() })
            Asyncio.sleep(1.5)
            asking.cancel()
            Asyncio.await(asking)
        }
        assertSteps("make 1", "took 1", "make 2", "took 2", "flow ended", "cleaned", "cancelled at 6.5")
    }

    private fun <T> cleaning(flow: Flow<T>): Flow<T> =
        flow.onCompletion {
            withContext(NonCancellable) { delay(5000) }
            step("cleaned")
        }

    private fun takeAll() {
        try {
            cleaning(ticking).asAsyncIterator(loop).use { elements -> elements.forEach { step("took $it") } }
        } catch (e: CancelledError) {
            step("cancelled at ${loop.time()}")
        }
    }

    @Test
    fun `closing the iterator cancels the flow, which it waits for`() {
        inTask {
            val elements = cleaning(ticking).asAsyncIterator(loop)
            elements.next()
            elements.close()
            step("closed at ${loop.time()}")
            elements.close()
            assertThat(elements.hasNext()).isFalse()
            ticking.asAsyncIterator(loop).close()
        }
        assertSteps("make 1", "flow ended", "cleaned", "closed at 5.0")
    }

    @Test
    fun `a cancel while the iterator closes is raised when the flow has ended, a second one at once`() {
        inTask {
            val closing = loop.createTask(VoidCoroutine { takeOne() })
            Asyncio.sleep(1.0)
            closing.cancel()
            Asyncio.await(closing)
            val impatient = loop.createTask(VoidCoroutine { takeOne() })
            Asyncio.sleep(1.0)
            impatient.cancel()
            Asyncio.sleep(1.0)
            impatient.cancel()
            Asyncio.await(impatient)
            Asyncio.sleep(10.0)
        }
        assertSteps(
            "make 1", "flow ended", "cleaned", "cancelled at 5.0",
            "make 1", "flow ended", "cancelled at 7.0", "cleaned",
        )
    }

    private fun takeOne() {
        try {
            cleaning(ticking).asAsyncIterator(loop).use { it.next() }
        } catch (e: CancelledError) {
            step("cancelled at ${loop.time()}")
        }
    }

    @Test
    fun `closing the iterator raises what the flow fails with in its clean-up, once`() {
        val failure = IOException("in the clean-up")
        val failing = flow { try { emit(1) } finally { throw failure } }
        inTask {
            val elements = failing.asAsyncIterator(loop)
            elements.next()
            assertThatThrownBy { elements.close() }.isSameAs(failure)
            elements.close()
            assertThatThrownBy { failing.asAsyncIterator(loop).use { throw IOException(it.next().toString()) } }
                .hasMessage("1")
                .hasSuppressedException(failure)
        }
    }

    @Test
    fun `outside of tasks, closing the iterator cancels the flow without waiting, and its failure is told`() {
        val failure = IOException("in the clean-up")
        loop.setExceptionHandler { _, context -> step("${context.message()}: ${context.exception()?.message}") }
        inTask {
            val elements = flow { try { emit(1) } finally { throw failure } }.asAsyncIterator(loop)
            elements.next()
            loop.callSoon { elements.close() }
            Asyncio.sleep(1.0)
            assertThat(elements.hasNext()).isFalse()
        }
        assertSteps("A Flow failed in its clean-up, while nobody waited for its end: in the clean-up")
    }

    /** A second cancel gives up the wait for the flow's end. */
    @ParameterizedTest
    @CsvSource("hasNext", "close")
    fun `a failure in a clean-up that is not waited for any more is told`(call: String) {
        val cleanUp = Job()
        val told = CompletableDeferred<String>()
        loop.setExceptionHandler { _, context -> told.complete("${context.message()}: ${context.exception()?.message}") }
        val asking = loop.createTask(
            VoidCoroutine {
                val elements = failingLate(cleanUp, call == "close").asAsyncIterator(loop)
                elements.hasNext()
                elements.close()
            },
        )
        settle()
        asking.cancel()
        settle()
        asking.cancel()
        settle()
        assertThat(asking.cancelled()).isTrue()
        assertThat(told.isCompleted).isFalse()
        cleanUp.complete()
        val message = outside { told.await() }
        assertThat(message).isEqualTo("A Flow failed in its clean-up, while nobody waited for its end: in the clean-up")
    }

    private fun failingLate(cleanUp: Job, emits: Boolean) = flow {
        try {
            if (emits) emit(1)
            awaitCancellation()
        } finally {
            withContext(NonCancellable) { cleanUp.join() }
            throw IOException("in the clean-up")
        }
    }

    @Test
    fun `closing the loop ends a task whose iterator waits for its flow`() {
        val atCleanUp = Job()
        val closing = loop.createTask(
            VoidCoroutine {
                flow { try { emit(1) } finally { withContext(NonCancellable) { atCleanUp.complete(); Job().join() } } }
                    .asAsyncIterator(loop)
                    .use { it.next() }
            },
        )
        outside { atCleanUp.join() }
        settle()
        assertThat(closing.done()).isFalse()
        loop.close()
        assertThat(closing.cancelled()).isTrue()
    }

    @Test
    fun `what fails beside the flow while nobody asks is raised when somebody does`() {
        val failure = NotCopied("beside")
        val elements = channelFlow {
            launch {
                delay(10)
                throw failure
            }
            send(1)
            awaitClose { }
        }
        inTask {
            elements.asAsyncIterator(loop).use { numbers ->
                assertThat(numbers.next()).isEqualTo(1)
                Asyncio.sleep(1.0)
                assertThatThrownBy { numbers.hasNext() }.isSameAs(failure)
                assertThat(numbers.hasNext()).isFalse()
            }
        }
    }

    @Test
    fun `where a task's stack has no room to ask, the flow can be asked again`() = inTask<Unit> {
        val ints = flow { repeat(4) { emit(it) } }
        ints.asAsyncIterator(loop).use { numbers ->
            assertThat(numbers.next()).isZero()
            assertThat(numbers.next()).isEqualTo(1) // its classes are loaded
            assertThat(nextAtTheEndOfTheStack(numbers) ?: numbers.next()).isEqualTo(2)
            assertThat(numbers.next()).isEqualTo(3)
            assertThat(numbers.hasNext()).isFalse()
        }
    }

    /** Once the stack has overflowed, tries at each level, from the innermost on; null if none had room. */
    @Suppress("InfiniteRecursion")
    private fun nextAtTheEndOfTheStack(numbers: AsyncIterator<Int>): Int? =
        try {
            nextAtTheEndOfTheStack(numbers) ?: numbers.next()
        } catch (full: StackOverflowError) {
            null
        }

    @Test
    fun `a wait that timed out is not taken for the flow's end`() {
        inTask {
            ticking.asAsyncIterator(loop).use { numbers ->
                numbers.next()
                assertThatThrownBy { Asyncio.waitFor(Coroutine { numbers.next() }, 0.5) }
                    .isInstanceOf(TimeoutException::class.java)
                assertThatThrownBy { numbers.hasNext() }
                    .isInstanceOf(IllegalStateException::class.java)
                    .hasMessage(
                        "This iterator is closed, as a wait for its next element was cancelled or timed out: iterate" +
                            " anew, or limit the wait in the Flow",
                    )
            }
        }
        assertSteps("make 1", "flow ended")
    }

    @Test
    fun `a second task is refused while one waits, whom a close ends`() {
        inTask {
            val elements = ticking.asAsyncIterator(loop)
            elements.next()
            val first = loop.createTask(Coroutine { elements.next() })
            Asyncio.sleep(0.5)
            assertThatThrownBy { elements.hasNext() }
                .isInstanceOf(IllegalStateException::class.java)
                .hasMessage("hasNext() was called while another task waits for this iterator: one task iterates at a time")
            assertThat(Asyncio.await(first)).isEqualTo(2)
            val second = loop.createTask(Coroutine { elements.hasNext() })
            Asyncio.sleep(0.5)
            elements.close()
            assertThat(Asyncio.await(second)).isFalse()
        }
        assertSteps("make 1", "make 2", "flow ended")
    }

    @Test
    fun `a loop that closes ends the flow of its tasks`() {
        val ended = Job()
        val asking = loop.createTask(
            VoidCoroutine {
                KotlinAdapter.collect(flow<Int> { delay(Long.MAX_VALUE) }.onCompletion { ended.complete() })
            },
        )
        loop.createTask(VoidCoroutine { while (true) Asyncio.sleepMs(0) }) // a virtual clock jumps over a lonely delay
        settle()
        loop.close()
        outside { ended.join() }
        assertThat(asking.cancelled()).isTrue()
    }

    @Test
    fun `an iterator is a flow, which suspends for it and closes it`() = outside<Unit> {
        val elements = withContext(dispatcher) { Elements("a", null, "b").asFlow().toList() }
        assertThat(elements).containsExactly("a", null, "b")
        assertSteps("closed")
    }

    @Test
    fun `a generator is a flow, whose clean-up it waits for`() = outside<Unit> {
        val numbers = Asyncio.generate<Int?> { out ->
            try {
                out.yield(1)
                out.yield(null)
                out.yield(3)
            } finally {
                Asyncio.sleepMs(1)
                step("cleaned up")
            }
        }
        val taken = withContext(dispatcher) { numbers.asFlow().take(2).toList() }
        assertThat(taken).containsExactly(1, null)
        assertSteps("cleaned up")
    }

    @Test
    fun `a flow of an iterator that was cut short closes it`() = outside<Unit> {
        val elements = withContext(dispatcher) { Elements("a", "b").asFlow().take(1).toList() }
        assertThat(elements).containsExactly("a")
        assertSteps("closed")
    }

    @Test
    fun `a flow of an iterator ends when that has been closed, which may suspend`() = outside<Unit> {
        val there = withContext(dispatcher) { cleaning(ticking).asAsyncIterator(loop).asFlow().take(1).toList() }
        assertThat(there).containsExactly(1)
        step("ended at ${loop.time()}")
        val collector = launch(dispatcher) { Elements(1, 2, delay = 0.0, closing = 5.0).asFlow().collect { awaitCancellation() } }
        settle()
        collector.cancelAndJoin()
        step("ended at ${loop.time()}")
        assertSteps("make 1", "flow ended", "cleaned", "ended at 5.0", "closed", "ended at 10.0")
    }

    @Test
    fun `a failure of closing an iterator is its flow's`() = outside<Unit> {
        val failure = IOException("checked")
        val inClose = NotCopied("in close")
        val alone = withContext(dispatcher) { runCatching { Elements(1, inClose = inClose).asFlow().toList() } }
        assertThat(alone.exceptionOrNull()).isSameAs(inClose)
        val second = withContext(dispatcher) {
            runCatching { Elements<Int>(error = failure, inClose = inClose).asFlow().toList() }
        }
        assertThat(second.exceptionOrNull()).isSameAs(failure).hasSuppressedException(inClose)
        val cut = withContext(dispatcher) { runCatching { Elements(1, inClose = inClose).asFlow().first() } }
        assertThat(cut.exceptionOrNull()).isSameAs(inClose)
    }

    @Test
    fun `an iterator's error is the flow's, the same object`() = outside<Unit> {
        val failure = IOException("checked")
        val caught = withContext(dispatcher) { runCatching { Elements<Int>(error = failure).asFlow().toList() } }
        assertThat(caught.exceptionOrNull()).isSameAs(failure)
        assertSteps("closed")
    }

    @Test
    fun `cancelling the collector cancels the iteration`() = outside<Unit> {
        val collector = launch(dispatcher) {
            try {
                Elements("a", delay = Double.POSITIVE_INFINITY).asFlow().collect { }
            } catch (e: CancellationException) {
                step("cancelled")
                throw e
            }
        }
        settle()
        collector.cancelAndJoin()
        assertSteps("closed", "cancelled")
    }

    @Test
    fun `one task iterates, and goes on when the next element is asked for`() = outside<Unit> {
        val numbers = Asyncio.generate<Int> { out ->
            for (i in 1..3) {
                step("make $i")
                out.yield(i)
            }
        }
        val iterating = mutableSetOf<Task<*>>()
        val noting = object : AsyncIterator<Int> by numbers {
            override fun hasNext(): Boolean = numbers.hasNext().also { iterating.add(Asyncio.currentTask()) }
        }
        withContext(dispatcher) {
            noting.asFlow().collect {
                repeat(10) { yield() }
                step("take $it")
            }
        }
        assertSteps("make 1", "take 1", "make 2", "take 2", "make 3", "take 3")
        assertThat(iterating).hasSize(1)
        assertThat(loop.allTasks()).isEmpty()
    }

    @Test
    fun `somebody else's cancel of the task that iterates is the collector's, wherever that stands`() = outside<Unit> {
        for (whileItCollects in listOf(true, false)) {
            val iterating = CompletableDeferred<Task<*>>()
            val endless = object : Elements<Int>(1, 2, delay = 0.0) {
                override fun hasNext(): Boolean {
                    if (iterating.isCompleted && !whileItCollects) Asyncio.sleep(Double.POSITIVE_INFINITY)
                    iterating.complete(Asyncio.currentTask())
                    return super.hasNext()
                }
            }
            val collector = async(dispatcher) {
                runCatching {
                    endless.asFlow().collect { if (whileItCollects) iterating.await().cancel() }
                }
            }
            if (!whileItCollects) {
                settle()
                iterating.await().cancel()
            }
            assertThat(collector.await().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        }
        assertSteps("closed", "closed")
    }

    @Test
    fun `an iterator is collected once, and on a loop`() = outside<Unit> {
        val elements = Elements(1).asFlow()
        assertThat(elements.flowOn(dispatcher).toList()).containsExactly(1)
        assertThat(runCatching { elements.flowOn(dispatcher).toList() }.exceptionOrNull())
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessageContaining("gives its elements once")
        assertThat(runCatching { Elements(1).asFlow().toList() }.exceptionOrNull())
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessageContaining("runs on no event loop")
    }

    @Test
    fun `there and back again`() {
        val elements = inTask { KotlinAdapter.collect(flowOf(1, 2, 3).asAsyncIterator(loop).asFlow()) }
        assertThat(elements).containsExactly(1, 2, 3)
    }

    private open inner class Elements<T>(
        vararg elements: T,
        private val error: Exception? = null,
        private val delay: Double = 0.001,
        private val closing: Double = 0.0,
        private val inClose: Exception? = null,
    ) : AsyncIterator<T> {
        private val elements = elements.iterator()

        override fun hasNext(): Boolean {
            Asyncio.sleep(delay)
            error?.let { throw it }
            return elements.hasNext()
        }

        override fun next(): T = elements.next()

        override fun remove() = throw UnsupportedOperationException()

        override fun close() {
            if (closing > 0) Asyncio.sleep(closing)
            step("closed")
            inClose?.let { throw it }
        }
    }
}
