package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Lock
import io.asyncio.Semaphore
import io.asyncio.VoidCoroutine
import java.util.concurrent.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** Locks and semaphores that tasks and coroutines share. */
class SuspendTwinsTest : LoopFixture() {
    private val lock = Lock()

    @Test
    fun `a free lock does not suspend the coroutine`() = outside<Unit> {
        withContext(dispatcher) {
            launch { step("other") }
            assertThat(lock.withLock { step("held: ${lock.locked()}").let { "value" } }).isEqualTo("value")
            step("released: ${!lock.locked()}")
        }
        assertSteps("held: true", "released: true", "other")
    }

    @Test
    fun `tasks and coroutines wait in one queue`() {
        inTask {
            lock.acquire()
            val waiters = (1..6).map { i ->
                if (i % 2 == 0) {
                    loop.task { lock.withLock { delay(1); step("coroutine $i") } }
                } else {
                    Asyncio.createTask(VoidCoroutine { lock.hold().use { Asyncio.sleepMs(1); step("task $i") } })
                }.also { repeat(4) { Asyncio.sleepMs(0) } }
            }
            lock.release()
            Asyncio.gather(waiters)
        }
        assertSteps("task 1", "coroutine 2", "task 3", "coroutine 4", "task 5", "coroutine 6")
    }

    @Test
    fun `a cancelled coroutine leaves the queue`() = outside<Unit> {
        withContext(dispatcher) {
            val holder = launch(start = CoroutineStart.UNDISPATCHED) { lock.withLock { delay(1000) } }
            val cancelled = launch(start = CoroutineStart.UNDISPATCHED) { lock.withLock { step("must not run") } }
            val next = launch(start = CoroutineStart.UNDISPATCHED) { lock.withLock { step("next") } }
            cancelled.cancelAndJoin()
            holder.join()
            next.join()
            assertThat(lock.locked()).isFalse()
        }
        assertSteps("next")
    }

    @Test
    fun `a lock granted to a coroutine that is cancelled in the same turn goes to the next`() = outside<Unit> {
        withContext(dispatcher) {
            val holder = launch(start = CoroutineStart.UNDISPATCHED) { lock.withLock { yield() } }
            val cancelled = launch(start = CoroutineStart.UNDISPATCHED) { lock.withLock { step("must not run") } }
            val next = launch(start = CoroutineStart.UNDISPATCHED) { lock.withLock { step("next") } }
            holder.invokeOnCompletion { cancelled.cancel() } // in the turn in which the lock was granted
            next.join()
            cancelled.join()
            assertThat(lock.locked()).isFalse()
        }
        assertSteps("next")
    }

    @Test
    fun `a cancel in any turn loses no permit`() = outside<Unit> {
        val semaphore = Semaphore(1)
        withContext(dispatcher) {
            repeat(20) { turns ->
                val holder = launch(start = CoroutineStart.UNDISPATCHED) { semaphore.withPermit { repeat(5) { yield() } } }
                val cancelled = launch { semaphore.withPermit { repeat(5) { yield() } } }
                repeat(turns) { yield() }
                cancelled.cancelAndJoin()
                holder.join()
                assertThat(semaphore.locked()).isFalse()
            }
        }
    }

    @Test
    fun `a cancelled coroutine takes no lock, unless it cleans up`() = outside<Unit> {
        withContext(dispatcher) {
            launch(start = CoroutineStart.UNDISPATCHED) {
                coroutineContext[kotlinx.coroutines.Job]?.cancel()
                val refused = runCatching { lock.withLock { step("must not run") } }
                assertThat(refused.exceptionOrNull()).isInstanceOf(CancellationException::class.java)
                withContext(NonCancellable) { lock.withLock { step("cleaned up") } }
            }
        }
        assertSteps("cleaned up")
    }

    @Test
    fun `an error in the action releases`() = outside<Unit> {
        withContext(dispatcher) {
            val failure = IllegalArgumentException("in the action")
            assertThat(runCatching { lock.withLock { throw failure } }.exceptionOrNull()).isSameAs(failure)
            assertThat(lock.locked()).isFalse()
        }
    }

    @Test
    fun `a semaphore lets as many in as it has permits`() = outside<Unit> {
        val semaphore = Semaphore(2)
        var inside = 0
        var most = 0
        withContext(dispatcher) {
            repeat(10) {
                launch {
                    semaphore.withPermit {
                        most = maxOf(most, ++inside)
                        delay(10)
                        inside--
                    }
                }
            }
        }
        assertThat(most).isEqualTo(2)
    }

    @Test
    fun `they work on a limited view, on immediate, and for coroutines started undispatched elsewhere`() = outside<Unit> {
        withContext(dispatcher.limitedParallelism(1)) { lock.withLock { step("limited") } }
        withContext(dispatcher.immediate) { lock.withLock { step("immediate") } }
        launch(dispatcher, CoroutineStart.UNDISPATCHED) { lock.withLock { step("on the loop: ${loop.isCurrent}") } }.join()
        assertSteps("limited", "immediate", "on the loop: true")
    }
}
