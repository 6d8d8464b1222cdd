package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Loop
import io.asyncio.VoidCoroutine
import java.util.concurrent.CancellationException
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.coroutines.Continuation
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlin.coroutines.startCoroutine
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.Job
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.selects.onTimeout
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import reactor.core.publisher.Mono
import reactor.core.scheduler.Schedulers

class LoopDispatcherTest : LoopFixture() {
    private val scope = CoroutineScope(SupervisorJob())

    @Test
    fun `coroutines, tasks and callbacks share one queue`() {
        inTask {
            scope.launch(dispatcher) {
                step("coroutine")
                yield()
                step("coroutine 2")
            }
            Asyncio.createTask(
                VoidCoroutine {
                    step("task")
                    Asyncio.sleepMs(0)
                    step("task 2")
                },
            )
            loop.callSoon { step("callback") }
            repeat(5) { Asyncio.sleepMs(0) }
        }
        assertSteps("coroutine", "task", "callback", "coroutine 2", "task 2")
    }

    @Test
    fun `coroutines run on the loop`() = outside<Unit> {
        withContext(dispatcher) {
            assertThat(loop.isCurrent).isTrue()
            delay(1)
            assertThat(loop.isCurrent).isTrue()
        }
        assertThat(loop.isCurrent).isFalse()
    }

    @Test
    fun `state shared with tasks needs no lock`() = outside<Unit> {
        var count = 0
        val coroutines = List(10) { scope.launch(dispatcher) { repeat(1000) { count++; yield() } } }
        val tasks = List(10) { loop.createTask(VoidCoroutine { repeat(1000) { count++; Asyncio.sleepMs(0) } }) }
        coroutines.joinAll()
        tasks.forEach { it.await() }
        assertThat(count).isEqualTo(20_000)
    }

    @Test
    fun `delay is of the loop's clock, also from outside`() = outside<Unit> {
        val start = loop.time()
        withContext(dispatcher) { delay(3_600_000) }
        assertThat(loop.time() - start).isEqualTo(3600.0)
    }

    @Test
    fun `delays and sleeps wake by deadline`() {
        inTask {
            scope.launch(dispatcher, CoroutineStart.UNDISPATCHED) {
                delay(20)
                step("delay 20")
            }
            val sleeper = Asyncio.createTask(
                VoidCoroutine {
                    Asyncio.sleepMs(10)
                    step("sleep 10")
                    Asyncio.sleepMs(20)
                    step("sleep 30")
                },
            )
            Asyncio.await(sleeper)
        }
        assertSteps("sleep 10", "delay 20", "sleep 30")
    }

    @Test
    fun `delays and sleeps of one length wake in the order in which they began`() {
        inTask {
            Asyncio.sleepMs(1)
            val pairs = (990L..1010L).map { millis ->
                scope.launch(dispatcher, CoroutineStart.UNDISPATCHED) {
                    delay(millis)
                    step("delay $millis")
                }
                loop.callLater(java.time.Duration.ofMillis(millis)) { step("callLater $millis") }
                millis
            }
            Asyncio.sleep(2.0)
            assertSteps(*pairs.flatMap { listOf("delay $it", "callLater $it") }.toTypedArray())
        }
    }

    @Test
    fun `a cancelled delay leaves no timer behind`() {
        inTask {
            val job = scope.launch(dispatcher, CoroutineStart.UNDISPATCHED) { delay(1_000_000_000) }
            job.cancel()
            Asyncio.sleep(1.0)
            step(loop.time())
        }
        outside { withContext(dispatcher) { step(loop.time()) } }
        assertSteps("1.0", "1.0")
    }

    @Test
    fun `a delay that another thread cancels leaves no timer behind`() {
        inTask {
            val job = scope.launch(dispatcher, CoroutineStart.UNDISPATCHED) { delay(1_000_000_000) }
            val canceller = Thread { job.cancel() }.apply { start() }
            while (canceller.isAlive) Asyncio.sleepMs(0)
            Asyncio.sleep(1.0)
            step(loop.time())
        }
        outside { withContext(dispatcher) { step(loop.time()) } }
        assertSteps("1.0", "1.0")
    }

    @Test
    fun `withTimeout uses the loop's clock`() = outside<Unit> {
        withContext(dispatcher) {
            val start = loop.time()
            val error = runCatching { withTimeout(5000) { delay(1_000_000) } }.exceptionOrNull()
            assertThat(error).isInstanceOf(TimeoutCancellationException::class.java)
            assertThat(loop.time() - start).isEqualTo(5.0)
            assertThat(withTimeout(5000) { delay(1); "in time" }).isEqualTo("in time")
        }
    }

    @Test
    fun `immediate runs at once on the loop and dispatches elsewhere`() {
        inTask {
            scope.launch(dispatcher.immediate) { step("immediate") }
            scope.launch(dispatcher) { step("dispatched") }
            step("task")
            Asyncio.sleepMs(0)
        }
        outside { withContext(dispatcher.immediate) { step("on the loop: ${loop.isCurrent}") } }
        assertSteps("immediate", "task", "dispatched", "on the loop: true")
    }

    @Test
    fun `dispatchers of one loop are equal`() {
        assertThat(loop.asCoroutineDispatcher()).isEqualTo(dispatcher).hasSameHashCodeAs(dispatcher)
        assertThat(dispatcher.immediate).isNotEqualTo(dispatcher).isEqualTo(dispatcher.immediate.immediate)
        assertThat(dispatcher.toString()).contains("LoopDispatcher[Loop[")
    }

    @Test
    fun `a loop that closes ends its coroutines and their finally blocks run`() {
        val finallyRuns = AtomicInteger()
        fun endless(body: suspend CoroutineScope.() -> Unit): Job = scope.launch(dispatcher) {
            try {
                body()
            } finally {
                withContext(NonCancellable + Dispatchers.Default) { finallyRuns.incrementAndGet() }
            }
        }
        // All at once: in virtual time an idle loop skips delays, and the spinning job keeps it from being idle.
        val jobs = inTask {
            listOf(
                endless { while (true) yield() },
                endless { delay(1_000_000_000) },
                endless { withTimeout(1_000_000_000) { awaitCancellation() } },
                endless { async { delay(1_000_000_000) }.await() },
            )
        }
        val fromOutside = scope.launch(Dispatchers.Default) { withContext(dispatcher) { delay(1_000_000_000) } }
        settle()
        loop.close()
        outside { (jobs + fromOutside).joinAll() }
        assertThat(jobs + fromOutside).allMatch { it.isCancelled }
        assertThat(finallyRuns).hasValue(4)
    }

    @Test
    fun `a launch on a closed loop is cancelled`() {
        loop.close()
        val job = scope.launch(dispatcher) { step("must not run") }
        outside { job.join() }
        assertThat(job.isCancelled).isTrue()
        assertSteps()
    }

    @Test
    fun `a delay that its loop cannot end is cancelled, also without a Job`() {
        fun delayOf(dispatcher: LoopCoroutineDispatcher): CompletableFuture<Result<Unit>> {
            val end = CompletableFuture<Result<Unit>>()
            suspend { delay(1_000_000_000) }.startCoroutine(Continuation(dispatcher) { end.complete(it) })
            return end
        }
        val other = Loop.create().start()
        val running = delayOf(other.asCoroutineDispatcher())
        outside { withContext(other.asCoroutineDispatcher()) { } } // comes behind the first step
        other.close()
        for (end in listOf(running, delayOf(other.asCoroutineDispatcher()))) {
            assertThat(end.get(10, TimeUnit.SECONDS).exceptionOrNull())
                .isInstanceOf(CancellationException::class.java)
                .hasMessageContaining("is closed")
        }
    }

    @OptIn(ExperimentalCoroutinesApi::class) // onTimeout
    @Test
    fun `a select with a timeout that its loop cannot end goes on, also without a Job that can be cancelled`() {
        fun selectOf(context: CoroutineContext): CompletableFuture<Result<String>> {
            val end = CompletableFuture<Result<String>>()
            suspend { select { onTimeout(1_000_000_000) { "no time is left" } } }
                .startCoroutine(Continuation(context) { end.complete(it) })
            return end
        }
        for (context in listOf(EmptyCoroutineContext, NonCancellable)) {
            val other = Loop.create().start()
            val running = selectOf(other.asCoroutineDispatcher() + context)
            outside { withContext(other.asCoroutineDispatcher()) { } } // comes behind the first step
            other.close()
            for (end in listOf(running, selectOf(other.asCoroutineDispatcher() + context))) {
                assertThat(end.get(10, TimeUnit.SECONDS).getOrThrow()).isEqualTo("no time is left")
            }
        }
    }

    @Test
    fun `resuming into a closed loop cancels the coroutine`() {
        val other = Loop.create().start()
        val gate = CompletableDeferred<Int>()
        val job = scope.launch(other.asCoroutineDispatcher()) {
            try {
                step("suspended")
                gate.await()
                step("must not run")
            } finally {
                step("finally")
            }
        }
        outside { withContext(other.asCoroutineDispatcher()) { } } // comes behind the first step of the job
        other.close()
        gate.complete(1)
        outside { job.join() }
        assertThat(job.isCancelled).isTrue()
        assertSteps("suspended", "finally")
    }

    @Test
    fun `a limited view is the dispatcher itself`() {
        assertThat(dispatcher.limitedParallelism(1)).isSameAs(dispatcher)
        assertThat(dispatcher.limitedParallelism(8, "eight")).isSameAs(dispatcher)
        assertThat(runCatching { dispatcher.limitedParallelism(0) }.exceptionOrNull())
            .isInstanceOf(IllegalArgumentException::class.java)
    }

    @Test
    fun `what a disposed scheduler under the loop cannot run is cancelled, once`() {
        val scheduler = Schedulers.newSingle("foreign")
        val other = Loop.on(scheduler).start()
        val ends = AtomicInteger()
        val gate = CompletableDeferred<Int>()
        val job = scope.launch(other.asCoroutineDispatcher(), CoroutineStart.UNDISPATCHED) {
            try {
                gate.await()
            } finally {
                ends.incrementAndGet()
            }
        }
        outside { withContext(other.asCoroutineDispatcher()) { } }
        Mono.fromRunnable<Unit> { }.subscribeOn(scheduler).block() // the loop's last turn has ended
        scheduler.dispose()
        gate.complete(1)
        outside { job.join() }
        other.close() // drops what it had queued
        assertThat(job.isCancelled).isTrue()
        assertThat(ends).hasValue(1)
    }

    @Test
    fun `async and withContext on a closed loop are cancelled`() = outside<Unit> {
        loop.close()
        val deferred = scope.async(dispatcher) { step("must not run") }
        deferred.join()
        assertThat(deferred.isCancelled).isTrue()
        val inside = scope.launch { withContext(dispatcher) { step("must not run") } }
        inside.join()
        assertThat(inside.isCancelled).isTrue()
        val undispatched = scope.launch(dispatcher, CoroutineStart.UNDISPATCHED) { delay(1) }
        undispatched.join()
        assertThat(undispatched.isCancelled).isTrue()
        assertSteps()
    }

    @Test
    fun `coroutines of a loop that stops go on when it starts again`() {
        val other = Loop.withVirtualTime()
        val job = scope.launch(other.asCoroutineDispatcher()) { delay(1000) }
        assertThat(job.isActive).isTrue()
        other.runUntilComplete(VoidCoroutine { Asyncio.sleepMs(500) })
        assertThat(job.isActive).isTrue()
        other.runUntilComplete(VoidCoroutine { Asyncio.sleep(1.0) })
        assertThat(job.isCompleted).isTrue()
        assertThat(job.isCancelled).isFalse()
        other.close()
    }
}
