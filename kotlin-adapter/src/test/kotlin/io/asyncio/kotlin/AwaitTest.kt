package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.VoidCoroutine
import java.io.IOException
import java.util.concurrent.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.isActive
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

class AwaitTest : LoopFixture() {
    @Test
    fun `a coroutine gets a task's result on any dispatcher`() = outside<Unit> {
        val slow = Coroutine { Asyncio.sleepMs(1000).let { "value" } }
        assertThat(loop.createTask(slow).await()).isEqualTo("value")
        assertThat(withContext(Dispatchers.Default) { loop.createTask(slow).await() }).isEqualTo("value")
        assertThat(withContext(dispatcher) { loop.createTask(slow).await() }).isEqualTo("value")
    }

    @Test
    fun `null is a result`() = outside<Unit> {
        assertThat(loop.createTask(Coroutine<String?> { null }).await()).isNull()
    }

    @Test
    fun `a done task does not suspend`() = outside<Unit> {
        val task = loop.createTask(Coroutine { 1 })
        task.await()
        withContext(dispatcher) {
            launch { step("other") }
            task.await()
            step("awaited")
        }
        assertSteps("awaited", "other")
    }

    @Test
    fun `a failure is the same object that the task threw`() = outside<Unit> {
        val failure = IOException("checked")
        val failing = loop.createTask(Coroutine<Int> { Asyncio.sleepMs(1); throw failure })
        assertThat(runCatching { failing.await() }.exceptionOrNull()).isSameAs(failure)
        assertThat(runCatching { failing.await() }.exceptionOrNull()).isSameAs(failure)
    }

    @Test
    fun `a failure that a cancel keeps from the coroutine is told to the exception handler of the loop`() = outside<Unit> {
        val told = mutableListOf<Throwable?>()
        loop.setExceptionHandler { _, context -> told += context.exception() }
        val failure = IOException("in the same turn as the cancel")
        withContext(dispatcher) {
            val failing = failsLater(failure)
            val awaiting = launch(start = CoroutineStart.UNDISPATCHED) { failing.await() }
            failing.addDoneCallback { awaiting.cancel() }
            awaiting.join()
        }
        assertThat(told).containsExactly(failure)
    }

    @Test
    fun `a failure that has cancelled the coroutine itself is not told once more`() = outside<Unit> {
        val told = mutableListOf<Throwable?>()
        loop.setExceptionHandler { _, context -> told += context.exception() }
        val failure = NotCopied("raised by the first one")
        withContext(dispatcher) {
            val failing = failsLater(failure)
            val raised = runCatching {
                coroutineScope {
                    repeat(2) { launch(start = CoroutineStart.UNDISPATCHED) { coroutineScope { failing.await() } } }
                }
            }
            assertThat(raised.exceptionOrNull()).isSameAs(failure)
        }
        settle()
        assertThat(told).isEmpty()
    }

    private fun failsLater(failure: IOException) = loop.createTask(Coroutine<Int> { Asyncio.sleepMs(1); throw failure })

    @OptIn(ExperimentalCoroutinesApi::class)
    @Test
    fun `what a cancelled gather has suppressed crosses with the cancel`() = outside<Unit> {
        val failure = IOException("in clean-up")
        val child = Coroutine<Int> {
            try {
                Asyncio.sleep(Double.POSITIVE_INFINITY)
                1
            } catch (e: CancelledError) {
                throw failure
            }
        }
        val gathering = loop.createTask(Coroutine { Asyncio.gather(listOf(child)) })
        val view = gathering.asDeferred()
        val owner = gathering.asOwningDeferred()
        settle()
        gathering.cancel()
        joinAll(view, owner)
        val awaited = runCatching { gathering.await() }.exceptionOrNull()
        for (error in listOf(awaited, view.getCompletionExceptionOrNull(), owner.getCompletionExceptionOrNull())) {
            assertThat(error).isInstanceOf(CancellationException::class.java).hasSuppressedException(failure)
        }
        val back = inTask { runCatching { KotlinAdapter.await(view) }.exceptionOrNull() }
        assertThat(back).isInstanceOf(CancelledError::class.java).hasSuppressedException(failure)
    }

    @Test
    fun `a cancelled task is a CancellationException and cancels no coroutine`() = outside<Unit> {
        val task = loop.createTask(VoidCoroutine { Asyncio.sleep(Double.POSITIVE_INFINITY) })
        val coroutine = async(start = CoroutineStart.UNDISPATCHED) {
            runCatching { task.await() }.also { step("still active: $isActive") }
        }
        settle()
        task.cancel()
        assertThat(coroutine.await().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        assertSteps("still active: true")
    }

    @Test
    fun `a cancel has the same message and cause, whether it is awaited or there already`() = outside<Unit> {
        val cause = IOException("the reason")
        val cancelled =
            loop.createTask(Coroutine<Int> { Asyncio.sleepMs(1); throw CancelledError("over").apply { initCause(cause) } })
        repeat(2) {
            assertThat(runCatching { cancelled.await() }.exceptionOrNull())
                .isInstanceOf(CancellationException::class.java)
                .hasMessage("over")
                .hasCause(cause)
        }
        val withoutMessage = loop.createTask(Coroutine<Int> { throw CancelledError() })
        repeat(2) { assertThat(runCatching { withoutMessage.await() }.exceptionOrNull()).hasMessage(null).hasNoCause() }
    }

    @Test
    fun `cancelling the coroutine cancels the task it awaits`() = outside<Unit> {
        val task = loop.createTask(
            VoidCoroutine {
                try {
                    Asyncio.sleep(Double.POSITIVE_INFINITY)
                } finally {
                    step("finally")
                }
            },
        )
        val coroutine = launch(start = CoroutineStart.UNDISPATCHED) { task.await() }
        settle()
        coroutine.cancelAndJoin()
        assertThat(runCatching { task.await() }.exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        assertSteps("finally")
    }

    @Test
    fun `a failure in the clean-up of a task whose awaiting coroutine was cancelled is told`() = outside<Unit> {
        loop.setExceptionHandler { _, context -> step(context.exception()?.message) }
        val task = loop.createTask(
            VoidCoroutine {
                try {
                    Asyncio.sleep(Double.POSITIVE_INFINITY)
                } finally {
                    throw IOException("in the clean-up")
                }
            },
        )
        val coroutine = launch(start = CoroutineStart.UNDISPATCHED) { task.await() }
        settle()
        coroutine.cancelAndJoin()
        settle()
        assertSteps("in the clean-up")
    }

    @Test
    fun `a body becomes a task of the loop that dispatches`() = outside<Unit> {
        withContext(dispatcher) {
            assertThat(Coroutine { Asyncio.currentTask().loop() }.await()).isSameAs(loop)
        }
        assertThat(runCatching { Coroutine { 1 }.await() }.exceptionOrNull())
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessageContaining("make it a task by loop.createTask(...)")
    }

    @Test
    fun `a loop that closes ends who awaits its tasks`() = outside<Unit> {
        val other = Loop.create().start()
        val task = other.createTask(VoidCoroutine { Asyncio.sleep(Double.POSITIVE_INFINITY) })
        val future = other.createFuture<Int>()
        val awaiting =
            listOf(task, future).map { async(start = CoroutineStart.UNDISPATCHED) { runCatching { it.await() } } }
        other.close()
        awaiting.forEach {
            assertThat(it.await().exceptionOrNull()).isInstanceOf(CancellationException::class.java)
        }
    }

    @Test
    fun `asDeferred is a view`() = outside<Unit> {
        val task = loop.createTask(Coroutine { Asyncio.sleepMs(1000).let { "value" } })
        val view = task.asDeferred()
        view.cancel()
        val other = KotlinAdapter.toDeferred(task)
        assertThat(other.await()).isEqualTo("value")
        assertThat(loop.createTask(Coroutine<String?> { null }).asDeferred().await()).isNull()
        val failure = IOException("checked")
        val failing = loop.createTask(Coroutine<Int> { throw failure })
        assertThat(runCatching { failing.asDeferred().await() }.exceptionOrNull())
            .isInstanceOf(IOException::class.java)
            .hasMessage("checked")
    }

    @Test
    fun `a deferred that is cancelled is forgotten and takes no failure for seen`() = outside<Unit> {
        loop.setExceptionHandler { _, context -> step(context.exception()?.message) }
        val pending = loop.createFuture<Int>()
        val gate = loop.createFuture<Int>()
        val failing = loop.createTask(Coroutine<Int> { Asyncio.await(gate); throw IOException("seen by nobody") })
        listOf(pending, failing).forEach { it.asDeferred().cancel() }
        settle()
        assertThat(pending).hasToString("Future[pending, waiters=0]")
        inTask { gate.setResult(1) }
        settle()
        assertSteps("seen by nobody")
    }

    @Test
    fun `asDeferred is cancelled with its task and with its loop`() = outside<Unit> {
        val other = Loop.create().start()
        val cancelled = other.createTask(VoidCoroutine { Asyncio.sleep(Double.POSITIVE_INFINITY) })
        val left = other.createTask(VoidCoroutine { Asyncio.sleep(Double.POSITIVE_INFINITY) })
        val views = listOf(cancelled, left).map { it.asDeferred() }
        cancelled.cancel()
        views[0].join()
        other.close()
        views[1].join()
        assertThat(views).allMatch { it.isCancelled }
    }
}
