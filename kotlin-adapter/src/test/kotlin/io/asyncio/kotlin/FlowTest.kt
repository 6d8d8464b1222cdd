package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.CancelledError
import io.asyncio.VoidCoroutine
import java.io.IOException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.emptyFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.onCompletion
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

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
        assertSteps("make 1", "took 1", "make 2", "took 2", "flow ended", "cancelled at 6.5")
    }

    private fun takeAll() {
        val cleaning = ticking.onCompletion { withContext(NonCancellable) { delay(5000) } }
        try {
            cleaning.asAsyncIterator(loop).use { elements -> elements.forEach { step("took $it") } }
        } catch (e: CancelledError) {
            step("cancelled at ${loop.time()}")
        }
    }

    @Test
    fun `closing the iterator cancels the flow`() {
        inTask {
            val elements = ticking.asAsyncIterator(loop)
            elements.next()
            elements.close()
            elements.close()
            Asyncio.sleepMs(0)
            Asyncio.sleepMs(0)
            assertThat(elements.hasNext()).isFalse()
            step("closed")
            ticking.asAsyncIterator(loop).close()
        }
        assertSteps("make 1", "flow ended", "closed")
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
    fun `a flow of an iterator that was cut short closes it`() = outside<Unit> {
        val elements = withContext(dispatcher) { Elements("a", "b").asFlow().take(1).toList() }
        assertThat(elements).containsExactly("a")
        assertSteps("closed")
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

    private inner class Elements<T>(
        vararg elements: T,
        private val error: Exception? = null,
        private val delay: Double = 0.001,
    ) : AsyncIterator<T> {
        private val elements = elements.iterator()

        override fun hasNext(): Boolean {
            Asyncio.sleep(delay)
            error?.let { throw it }
            return elements.hasNext()
        }

        override fun next(): T = elements.next()

        override fun remove() = throw UnsupportedOperationException()

        override fun close() = step("closed")
    }
}
