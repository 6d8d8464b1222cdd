package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.VoidCoroutine
import java.io.IOException
import java.util.concurrent.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

/** What owns what it was made of: deferreds of tasks, tasks of deferreds and jobs. */
@OptIn(ExperimentalCoroutinesApi::class)
class OwnershipTest : LoopFixture() {
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Default + CoroutineExceptionHandler { _, _ -> })

    @AfterEach
    fun cancelScope() {
        scope.cancel()
    }

    private fun endless(): Coroutine<Unit> = Coroutine {
        try {
            Asyncio.sleep(Double.POSITIVE_INFINITY)
        } finally {
            Asyncio.sleepMs(10)
            step("task ended")
        }
    }

    @Test
    fun `an owning deferred has its task's outcome`() = outside<Unit> {
        assertThat(loop.createTask(Coroutine { Asyncio.sleepMs(1).let { 1 } }).asOwningDeferred().await()).isEqualTo(1)
        val ofNull = loop.createTask(Coroutine<String?> { null }).asOwningDeferred()
        assertThat(ofNull.await()).isNull()
        val failure = IOException("checked")
        val failing = loop.createTask(Coroutine<Int> { throw failure }).asOwningDeferred()
        failing.join()
        assertThat(failing.getCompletionExceptionOrNull()).isSameAs(failure)
    }

    @Test
    fun `cancelling an owning deferred cancels its task and waits for its end`() = outside<Unit> {
        val task = loop.createTask(endless())
        val owner = task.asOwningDeferred()
        settle()
        owner.cancelAndJoin()
        step("deferred ended")
        assertThat(task.cancelled()).isTrue()
        assertThat(owner.isCancelled).isTrue()
        assertSteps("task ended", "deferred ended")
    }

    @Test
    fun `cancelling the task of an owning deferred cancels the deferred`() = outside<Unit> {
        val task = loop.createTask(endless())
        val owner = task.asOwningDeferred()
        settle()
        task.cancel("enough")
        owner.join()
        assertThat(owner.getCompletionExceptionOrNull()).isInstanceOf(CancellationException::class.java).hasMessage("enough")
    }

    @Test
    fun `a task's failure in its clean-up is not the cancelled deferred's`() = outside<Unit> {
        val task = loop.createTask(
            VoidCoroutine {
                try {
                    Asyncio.sleep(Double.POSITIVE_INFINITY)
                } finally {
                    throw IOException("in the clean-up")
                }
            },
        )
        val owner = task.asOwningDeferred()
        settle()
        owner.cancelAndJoin()
        assertThat(owner.isCancelled).isTrue()
        assertThat(task.exception()).isInstanceOf(IOException::class.java)
    }

    @Test
    fun `an owning deferred of a loop that closes is cancelled`() = outside<Unit> {
        val other = Loop.create().start()
        val owner = other.createTask(endless()).asOwningDeferred()
        other.close()
        owner.join()
        assertThat(owner.isCancelled).isTrue()
    }

    @Test
    fun `a task of a deferred has its outcome`() = outside<Unit> {
        assertThat(scope.async { delay(1); "value" }.asTask(loop).await()).isEqualTo("value")
        assertThat(CompletableDeferred<String?>(value = null).asTask(loop).await()).isNull()
        val failure = IOException("checked")
        val failing = CompletableDeferred<Int>().apply { completeExceptionally(failure) }
        assertThat(runCatching { failing.asTask(loop).await() }.exceptionOrNull()).isSameAs(failure)
    }

    @Test
    fun `a task of a lazy deferred starts it`() = outside<Unit> {
        assertThat(scope.async(start = CoroutineStart.LAZY) { "value" }.asTask(loop).await()).isEqualTo("value")
        assertThat(inTask { KotlinAdapter.await(scope.async(start = CoroutineStart.LAZY) { "value" }) }).isEqualTo("value")
    }

    @Test
    fun `cancelling the task of a deferred cancels it and waits for its end`() {
        val deferred = scope.async(dispatcher) {
            try {
                delay(Long.MAX_VALUE)
            } finally {
                kotlinx.coroutines.withContext(kotlinx.coroutines.NonCancellable) { delay(1000) }
                step("deferred ended")
            }
        }
        val task = inTask {
            val made = deferred.asTask(loop)
            repeat(3) { Asyncio.sleepMs(0) }
            made.cancel("enough")
            runCatching { Asyncio.await(made) }
            step("task ended")
            made
        }
        assertThat(task.cancelled()).isTrue()
        assertThat(deferred.getCompletionExceptionOrNull()).hasMessage("enough")
        assertSteps("deferred ended", "task ended")
    }

    @Test
    fun `cancelling it before it starts cancels the deferred`() = outside<Unit> {
        val deferred = CompletableDeferred<Int>()
        inTask { deferred.asTask(loop).cancel() }
        deferred.join()
        assertThat(deferred.isCancelled).isTrue()
    }

    @Test
    fun `cancelling it after it is done changes nothing`() = outside<Unit> {
        val deferred = CompletableDeferred(1)
        val task = deferred.asTask(loop)
        task.await()
        assertThat(task.cancel()).isFalse()
        assertThat(deferred.isCancelled).isFalse()
    }

    @Test
    fun `a task of a job ends and fails as the job does`() = outside<Unit> {
        assertThat(scope.launch { delay(1) }.asTask(loop).await()).isEqualTo(Unit)
        val failure = IOException("checked")
        val failing = scope.launch(start = CoroutineStart.LAZY) { throw failure }
        assertThat(runCatching { failing.asTask(loop).await() }.exceptionOrNull()).isSameAs(failure)
        val cancelled = Job().apply { cancel() }
        assertThat(runCatching { cancelled.asTask(loop).await() }.exceptionOrNull())
            .isInstanceOf(CancellationException::class.java)
    }

    @Test
    fun `cancelling the task of a job cancels the job`() = outside<Unit> {
        val job = Job()
        val task = job.asTask(loop)
        settle()
        task.cancel()
        job.join()
        task.asDeferred().join()
        assertThat(job.isCancelled).isTrue()
        assertThat(task.cancelled()).isTrue()
    }

    @Test
    fun `a loop that closes cancels what its tasks own`() = outside<Unit> {
        val other = Loop.create().start()
        val awaited = CompletableDeferred<Int>()
        val notStarted = Job()
        val task = awaited.asTask(other)
        other.createTask(VoidCoroutine { Asyncio.sleepMs(0) }).await()
        other.stop()
        notStarted.asTask(other)
        other.close()
        awaited.join()
        notStarted.join()
        assertThat(task.cancelled()).isTrue()
        assertThatThrownBy { awaited.asTask(other) }.isInstanceOf(IllegalStateException::class.java)
    }
}
