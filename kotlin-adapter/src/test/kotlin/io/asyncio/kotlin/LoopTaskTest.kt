package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Task
import io.asyncio.VoidCoroutine
import java.io.IOException
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Tasks whose body is a coroutine. */
class LoopTaskTest : LoopFixture() {
    @Test
    fun `the body's value is the task's`() = outside<Unit> {
        assertThat(loop.task { delay(1000); "value" }.await()).isEqualTo("value")
        assertThat(loop.task<String?> { null }.await()).isNull()
        inTask { assertThat(Asyncio.await(loop.task { delay(1); 1 })).isEqualTo(1) }
    }

    @Test
    fun `the body runs on the loop, and withContext leaves and comes back`() = outside<Unit> {
        val onLoop = loop.task {
            val before = loop.isCurrent
            val elsewhere = withContext(Dispatchers.Default) { loop.isCurrent }
            listOf(before, elsewhere, loop.isCurrent)
        }
        assertThat(onLoop.await()).containsExactly(true, false, true)
    }

    @Test
    fun `an error is the same object`() = outside<Unit> {
        val failure = IOException("checked")
        val failing = loop.task<Int> { delay(1); throw failure }
        inTask { assertThatThrownBy { Asyncio.await(failing) }.isSameAs(failure) }
        assertThat(runCatching { failing.await() }.exceptionOrNull()).isSameAs(failure)
    }

    @Test
    fun `a child's failure is the body's`() = outside<Unit> {
        val failure = IOException("child")
        val failing = loop.task<Int> {
            launch { throw failure }
            awaitCancellation()
        }
        assertThat(runCatching { failing.await() }.exceptionOrNull()).isSameAs(failure)
    }

    @Test
    fun `the task waits for the children of its body`() = outside<Unit> {
        loop.task {
            launch {
                delay(1000)
                step("child")
            }
            step("body")
        }.await()
        assertSteps("body", "child")
    }

    @Test
    fun `cancelling the task cancels the coroutine, once, and waits for its end`() {
        val cancelled = loop.task<Unit> {
            try {
                awaitCancellation()
            } catch (e: CancellationException) {
                step("cancelled: ${e.message}")
                throw e
            } finally {
                withContext(NonCancellable) { delay(1000) }
                step("cleaned up")
            }
        }
        settle()
        cancelled.cancel("enough")
        outside { cancelled.asDeferred().join() }
        step("task: ${cancelled.cancelled()}")
        assertSteps("cancelled: enough", "cleaned up", "task: true")
    }

    @Test
    fun `a second cancel does not wait for the clean-up`() {
        val stuck = loop.task<Unit> { withContext(NonCancellable) { awaitCancellation() } }
        settle()
        stuck.cancel()
        settle()
        assertThat(stuck.done()).isFalse()
        stuck.cancel()
        outside { stuck.asDeferred().join() }
        assertThat(stuck.cancelled()).isTrue()
    }

    @Test
    fun `a task cancelled before it starts never runs its body`() {
        val task = inTask { loop.task<Unit> { step("body") }.apply { cancel() } }
        outside { task.asDeferred().join() }
        assertThat(task.cancelled()).isTrue()
        assertSteps()
    }

    @Test
    fun `a coroutine that cancels itself is a cancelled task, and the cause is kept`() = outside<Unit> {
        val cause = IllegalArgumentException("the reason")
        val cancelled = loop.task<Unit> { currentCoroutineContext().cancel(CancellationException("over", cause)) }
        inTask {
            assertThatThrownBy { Asyncio.await(cancelled) }
                .isInstanceOf(CancelledError::class.java)
                .hasMessage("over")
                .hasRootCause(cause)
        }
        assertThatThrownBy { outside { cancelled.await() } }
            .isInstanceOf(CancellationException::class.java)
            .hasMessage("over")
            .hasRootCause(cause)
        assertThatThrownBy { outside { cancelled.asDeferred().await() } }.hasRootCause(cause)
    }

    @Test
    fun `the context is the coroutine's, and its name the task's`() = outside<Unit> {
        val named = loop.task(CoroutineName("counter")) { currentCoroutineContext()[CoroutineName]?.name }
        assertThat(named.name).isEqualTo("counter")
        assertThat(named.await()).isEqualTo("counter")
    }

    @Test
    fun `a context with a job is refused`() {
        assertThatThrownBy { loop.task(Job()) { } }
            .isInstanceOf(IllegalArgumentException::class.java)
            .hasMessageContaining("pass a context without a Job")
    }

    @Test
    fun `a loop that closes cancels task and coroutine, whose finally runs`() {
        val ended = Job()
        val task = loop.task<Unit> {
            try {
                delay(Long.MAX_VALUE)
            } finally {
                ended.complete()
            }
        }
        // A virtual clock jumps over a lonely delay.
        val spinning = loop.createTask(VoidCoroutine { while (true) Asyncio.sleepMs(0) })
        settle()
        loop.close()
        outside { ended.join() }
        assertThat(task.cancelled()).isTrue()
        assertThat(spinning.cancelled()).isTrue()
        assertThatThrownBy { loop.task { } }.isInstanceOf(IllegalStateException::class.java)
    }

    @Test
    fun `tasks and coroutines nest in each other`() = outside<Unit> {
        fun countDown(n: Int): Task<Int> =
            loop.task { if (n == 0) 0 else 1 + countDown(n - 1).await() }
        assertThat(countDown(100).await()).isEqualTo(100)
    }

    @Test
    fun `an undispatched start runs up to its first suspension, on the loop from then on`() = outside<Unit> {
        val started = launch(dispatcher, CoroutineStart.UNDISPATCHED) {
            step("on the loop: ${loop.isCurrent}")
            io.asyncio.Coroutine { step("body on the loop: ${loop.isCurrent}") }.await()
            step("on the loop: ${loop.isCurrent}")
        }
        started.join()
        assertSteps("on the loop: false", "body on the loop: true", "on the loop: true")
    }
}
