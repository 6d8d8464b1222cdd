package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.VoidCoroutine
import java.io.IOException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

class KotlinAdapterTest : LoopFixture() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    @AfterEach
    fun cancelScope() {
        scope.cancel()
    }

    @Test
    fun `a task awaits a deferred of any dispatcher`() {
        assertThat(inTask { KotlinAdapter.await(scope.async { delay(1); "there" }) }).isEqualTo("there")
        assertThat(inTask { KotlinAdapter.await(scope.async(dispatcher) { delay(60_000); "here" }) }).isEqualTo("here")
    }

    @Test
    fun `a completed deferred does not suspend the task`() {
        inTask {
            Asyncio.createTask(VoidCoroutine { step("other") })
            assertThat(KotlinAdapter.await<String?>(CompletableDeferred(value = null))).isNull()
            step("awaited")
            Asyncio.sleepMs(0)
        }
        assertSteps("awaited", "other")
    }

    @Test
    fun `a task whose deferreds are always complete lets others in`() {
        val complete = CompletableDeferred("there")
        inTask {
            val busy = Asyncio.createTask(VoidCoroutine { repeat(1000) { KotlinAdapter.await(complete) } })
            Asyncio.sleepMs(0)
            assertThat(busy.done()).isFalse()
            busy.cancel()
            Asyncio.sleepMs(0)
            assertThat(busy.cancelled()).isTrue()
        }
    }

    @Test
    fun `a failure is the same object`() {
        val failure = IOException("checked")
        val failing: Deferred<Int> = scope.async { throw failure }
        inTask { assertThatThrownBy { KotlinAdapter.await(failing) }.isSameAs(failure) }
    }

    @Test
    fun `a failure shows who awaits it`() {
        val failure = IOException("checked")
        val failing: Deferred<Int> = scope.async { throw failure }
        inTask { assertThatThrownBy { awaitIt(failing) }.isSameAs(failure) }
        val frames = failure.stackTrace.dropWhile { "$it" != "io.asyncio.Task.awaited(by Task[Task-1])" }
        assertThat(frames.drop(1).map { it.methodName }).startsWith("awaitIt")
    }

    private fun awaitIt(deferred: Deferred<Int>) {
        KotlinAdapter.await(deferred)
    }

    @Test
    fun `a cancelled deferred is a CancelledError and cancels no task`() {
        val cancelled = CompletableDeferred<Int>()
        cancelled.cancel()
        inTask {
            assertThatThrownBy { KotlinAdapter.await(cancelled) }.isInstanceOf(CancelledError::class.java)
            assertThat(Asyncio.currentTask().cancelling()).isZero()
        }
    }

    @Test
    fun `cancelling the task cancels the deferred`() {
        val deferred = scope.async {
            try {
                awaitCancellation()
            } finally {
                step("finally")
            }
        }
        val task = loop.createTask(VoidCoroutine { KotlinAdapter.await(deferred) })
        settle()
        task.cancel()
        outside { runCatching { task.await() } }
        outside { deferred.join() }
        assertThat(task.cancelled()).isTrue()
        assertThat(deferred.isCancelled).isTrue()
    }

    @Test
    fun `a deferred that completes after the loop has closed harms nobody`() {
        val deferred = CompletableDeferred<Int>()
        val task = loop.createTask(VoidCoroutine { KotlinAdapter.await(deferred) })
        settle()
        loop.close()
        assertThat(deferred.complete(1)).isFalse()
        assertThat(task.cancelled()).isTrue()
    }

    @Test
    fun `outside of a task the error says where to call it`() {
        assertThatThrownBy { KotlinAdapter.await(CompletableDeferred(1)) }
            .isInstanceOf(io.asyncio.NoRunningLoopException::class.java)
    }
}
