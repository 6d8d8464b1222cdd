package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.CancelledError
import io.asyncio.Coroutine
import io.asyncio.Lock
import io.asyncio.Loop
import java.util.concurrent.CancellationException
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicReference
import java.util.concurrent.locks.LockSupport
import kotlin.concurrent.thread
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test

/** A cancel in one thread against the completion in another: one of them wins, and both sides know which. */
@OptIn(ExperimentalCoroutinesApi::class)
class CancelRaceTest {
    private val loop = Loop.create().start()
    private val rival = Rival()

    @AfterEach
    fun stop() {
        rival.stop()
        loop.close()
    }

    @Test
    fun `a task that awaits a deferred is cancelled, or has the value`() {
        var cancelled = 0
        val task = loop.createTask(
            Coroutine {
                repeat(ROUNDS / 5) { round ->
                    val deferred = CompletableDeferred<Int>()
                    val self = Asyncio.currentTask()
                    rival.start { if (round % 2 == 0) deferred.complete(round) else self.cancel() }
                    loop.callSoon { if (round % 2 == 0) self.cancel() else deferred.complete(round) }
                    try {
                        assertThat(KotlinAdapter.await(deferred)).isEqualTo(round)
                        awaitCancel()
                    } catch (e: CancelledError) {
                        cancelled++
                        assertThat(deferred.isCompleted).isTrue()
                    }
                    self.uncancel()
                    rival.join()
                }
                "done"
            },
        )
        assertThat(task.toCompletableFuture().get(90, TimeUnit.SECONDS)).isEqualTo("done")
        assertThat(cancelled).isEqualTo(ROUNDS / 5)
    }

    /** The value was first: the cancel is still to come, and must not leak into the next round. */
    private fun awaitCancel() = Asyncio.sleep(Double.POSITIVE_INFINITY)

    @Test
    fun `a coroutine that awaits a future is cancelled, or has the value`() = runBlocking {
        withContext(loop.asCoroutineDispatcher()) {
            repeat(ROUNDS / AT_ONCE) { batch ->
                val futures = List(AT_ONCE) { loop.createFuture<Int>() }
                val awaiting = futures.map { async(Job(), CoroutineStart.UNDISPATCHED) { it.await() } }
                val cancels = if (batch % 2 == 0) awaiting else awaiting.reversed() // to meet in the middle
                rival.start { cancels.forEach { it.cancel() } }
                futures.forEachIndexed { i, future -> loop.callSoon { if (!future.done()) future.setResult(i) } }
                awaiting.forEachIndexed { i, each -> assertEnded(each, i) }
                rival.join()
            }
        }
    }

    private suspend fun assertEnded(awaiting: Deferred<Int>, value: Int) {
        awaiting.join()
        if (awaiting.isCancelled) {
            assertThat(awaiting.getCompletionExceptionOrNull()).isInstanceOf(CancellationException::class.java)
        } else {
            assertThat(awaiting.getCompleted()).isEqualTo(value)
        }
    }

    @Test
    fun `an owning deferred is cancelled with its task, or has its value`() = runBlocking {
        withContext(loop.asCoroutineDispatcher()) {
            repeat(ROUNDS / 10) { round ->
                val task = loop.createTask(Coroutine { Asyncio.sleepMs(0).let { round } })
                val owner = task.asOwningDeferred()
                rival.start { owner.cancel() }
                owner.join()
                assertThat(task.done()).isTrue()
                if (!owner.isCancelled) {
                    assertThat(owner.getCompleted()).isEqualTo(round)
                }
                rival.join()
            }
        }
    }

    @Test
    fun `a coroutine resumed while its loop closes ends`() {
        repeat(300) {
            val other = Loop.create().start()
            val gate = CompletableDeferred<Unit>()
            val ended = AtomicReference<String>()
            val job = CoroutineScope(Job() + other.asCoroutineDispatcher()).async {
                try {
                    gate.await()
                } finally {
                    ended.set("ended")
                }
            }
            runBlocking { withContext(other.asCoroutineDispatcher()) { } }
            rival.start { gate.complete(Unit) }
            other.close()
            rival.join()
            runBlocking { job.join() }
            assertThat(ended.get()).isEqualTo("ended")
        }
    }

    @Test
    fun `whatever a coroutine begins while its loop closes ends`() {
        repeat(100) {
            val lock = Lock()
            val endless = listOf<suspend () -> Unit>(
                { delay(1) },
                { withTimeout(1000) { yield() } },
                { lock.withLock { yield() } },
                { Coroutine { Asyncio.sleepMs(1) }.await() },
            )
            val other = Loop.create().start()
            val jobs = endless.map { step -> CoroutineScope(other.asCoroutineDispatcher()).launch { while (true) step() } }
            runBlocking { withContext(other.asCoroutineDispatcher()) { repeat(it) { yield() } } }
            other.close()
            runBlocking { jobs.joinAll() }
            assertThat(jobs).allMatch { it.isCancelled }
        }
    }

    /** A thread that does one thing at a time, at the moment it is told to. */
    private class Rival {
        private val work = AtomicReference<(() -> Unit)?>()

        @Volatile
        private var stopped = false
        private val thread = thread(isDaemon = true) {
            while (!stopped) {
                spinUntil { stopped || work.get() != null }
                work.get()?.invoke()
                work.set(null)
            }
        }

        fun start(action: () -> Unit) = work.set(action)

        fun join() = spinUntil { work.get() == null }

        fun stop() {
            stopped = true
            thread.join()
        }

        /** Quick where there is a processor for each, and fair where there is not. */
        private inline fun spinUntil(condition: () -> Boolean) {
            var spins = 0
            while (!condition()) {
                if (++spins % SPINS == 0) LockSupport.parkNanos(1) else Thread.onSpinWait()
            }
        }
    }

    private companion object {
        const val ROUNDS = 100_000
        const val AT_ONCE = 100
        const val SPINS = 1000
    }
}
