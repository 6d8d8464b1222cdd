package io.asyncio.kotlin.test

import io.asyncio.Asyncio
import io.asyncio.Loop
import io.asyncio.Task
import io.asyncio.VoidCoroutine
import io.asyncio.kotlin.asCoroutineDispatcher
import io.asyncio.kotlin.await
import io.asyncio.kotlin.task
import java.io.IOException
import java.time.Duration
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.test.UnconfinedTestDispatcher
import kotlinx.coroutines.test.advanceTimeBy
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test
import reactor.core.publisher.Flux
import reactor.core.publisher.Mono
import reactor.test.StepVerifier
import reactor.test.scheduler.VirtualTimeScheduler

/** One program of a task, a coroutine and a Mono; whoever drives the time, it is one time. */
@OptIn(ExperimentalCoroutinesApi::class)
class SharedVirtualTimeTest {
    private val expected =
        listOf("sleep 10", "Mono 15", "delay 20", "sleep 30", "delay 40", "Mono 50", "sleep 7200000")

    /** Each step tells the time at which it expects to be, and must find it on the loop's clock. */
    private fun mixed(loop: Loop, monoDelay: (Duration) -> Mono<Long>): Task<List<String>> = loop.task {
        val start = loop.time()
        val trail = mutableListOf<String>()
        fun step(kind: String, millis: Int) {
            assertThat(Math.round((loop.time() - start) * 1000)).isEqualTo(millis.toLong())
            trail += "$kind $millis"
        }
        val sleeper = task {
            Asyncio.sleepMs(10)
            step("sleep", 10)
            Asyncio.sleepMs(20)
            step("sleep", 30)
            Asyncio.sleep(Duration.ofHours(2).minusMillis(30))
            step("sleep", 7_200_000)
        }
        launch {
            delay(20)
            step("delay", 20)
            delay(20)
            step("delay", 40)
        }
        monoDelay(Duration.ofMillis(15))
            .doOnNext { step("Mono", 15) }
            .then(Mono.defer { monoDelay(Duration.ofMillis(35)) })
            .awaitSingle()
        step("Mono", 50)
        sleeper.await()
        trail
    }

    private fun onLoop(loop: Loop): Task<List<String>> = mixed(loop) { Mono.delay(it, loop.scheduler()) }

    private fun byVirtualLoop(): List<String> =
        Loop.withVirtualTime().use { loop -> loop.runUntilComplete(onLoop(loop)) }

    private fun byRunTest(): List<String> {
        lateinit var trail: List<String>
        runTest {
            trail = onLoop(testLoop()).await()
            assertThat(currentTime).isEqualTo(7_200_000)
        }
        return trail
    }

    private fun byVirtualTimeScheduler(): List<String> {
        val time = VirtualTimeScheduler.create()
        return Loop.on(time).start().use { loop ->
            val trail = onLoop(loop)
            time.advanceTimeBy(Duration.ofHours(3))
            trail.result()
        }
    }

    @Test
    fun `StepVerifier drives it`() {
        lateinit var loop: Loop
        StepVerifier.withVirtualTime {
            loop = Loop.on(VirtualTimeScheduler.get()).start()
            Mono.fromFuture(mixed(loop) { Mono.delay(it) }.toCompletableFuture())
        }
            .expectSubscription()
            .expectNoEvent(Duration.ofHours(1))
            .thenAwait(Duration.ofHours(1))
            .expectNext(expected)
            .verifyComplete()
        loop.close()
    }

    @Test
    fun `runTest drives it`() {
        assertThat(byRunTest()).isEqualTo(expected)
    }

    @Test
    fun `a virtual loop drives it`() {
        assertThat(byVirtualLoop()).isEqualTo(expected)
    }

    @Test
    fun `several such tests at once do not disturb each other`() {
        val ways = listOf(::byRunTest, ::byVirtualLoop, ::byVirtualTimeScheduler)
        val threads = Executors.newFixedThreadPool(2 * ways.size)
        try {
            val runs = List(60) { Callable { ways[it % ways.size]() } }
            threads.invokeAll(runs).forEach { assertThat(it.get(30, TimeUnit.SECONDS)).isEqualTo(expected) }
        } finally {
            threads.shutdownNow()
        }
    }

    @Test
    fun `a coroutine of the test shares the clock and the order, too`() = runTest {
        val loop = testLoop()
        val trail = mutableListOf<String>()
        launch {
            delay(15)
            trail += "test 15"
        }
        val task = loop.createTask(
            VoidCoroutine {
                Asyncio.sleepMs(10)
                trail += "task 10"
                Asyncio.sleepMs(10)
                trail += "task 20"
            },
        )
        withContext(loop.asCoroutineDispatcher()) {
            delay(12)
            trail += "loop 12"
        }
        assertThat(currentTime).isEqualTo(12)
        task.await()
        assertThat(trail).containsExactly("task 10", "loop 12", "test 15", "task 20")
    }

    @Test
    fun `advanceTimeBy goes as far as it says`() = runTest {
        val task = testLoop().createTask(VoidCoroutine { Asyncio.sleepMs(100) })
        advanceTimeBy(100)
        assertThat(task.done()).isFalse()
        testScheduler.runCurrent()
        assertThat(task.done()).isTrue()
    }

    @Test
    fun `a test loop ends with its test, and its endless tasks with it`() {
        lateinit var endless: Task<*>
        lateinit var loop: Loop
        runTest {
            loop = testLoop()
            endless = loop.createTask(VoidCoroutine { while (true) Asyncio.sleep(1.0) })
            delay(10_000)
        }
        assertThat(loop.isClosed).isTrue()
        assertThat(endless.cancelled()).isTrue()
    }

    @Test
    fun `a test that is not dispatched drives it, too`() {
        lateinit var trail: List<String>
        lateinit var loop: Loop
        lateinit var endless: Task<*>
        runTest(UnconfinedTestDispatcher()) {
            loop = testLoop()
            endless = loop.createTask(VoidCoroutine { while (true) Asyncio.sleep(1.0) })
            trail = onLoop(loop).await()
            assertThat(currentTime).isEqualTo(7_200_000)
        }
        assertThat(trail).isEqualTo(expected)
        assertThat(loop.isClosed).isTrue()
        assertThat(endless.cancelled()).isTrue()
    }

    @Test
    fun `a test that fails on the loop closes it, and fails so`() {
        for (context in listOf(EmptyCoroutineContext, UnconfinedTestDispatcher())) {
            lateinit var loop: Loop
            assertThatThrownBy {
                runTest(context) {
                    loop = testLoop()
                    withContext(loop.asCoroutineDispatcher()) { delay(1) }
                    throw IOException("the test's")
                }
            }.isInstanceOf(IOException::class.java).hasMessage("the test's").hasNoSuppressedExceptions()
            assertThat(loop.isClosed).isTrue()
        }
    }

    @Test
    fun `the failure of a task that nobody awaits fails the test`() {
        assertThatThrownBy {
            runTest {
                testLoop().createTask(VoidCoroutine { throw IOException("nobody awaits it") })
                delay(1)
            }
        }.isInstanceOf(IOException::class.java).hasMessage("nobody awaits it")
    }

    @Test
    fun `a coroutine that waits when the test ends is cancelled`() {
        var ended = false
        runTest {
            val loop = testLoop()
            backgroundScope.launch(loop.asCoroutineDispatcher()) {
                try {
                    awaitCancellation()
                } finally {
                    ended = true
                }
            }
            delay(1)
        }
        assertThat(ended).isTrue()
    }

    @Test
    fun `the test's time is a Reactor scheduler`() = runTest {
        val scheduler = asScheduler()
        val ticks = mutableListOf<String>()
        val interval = Flux.interval(Duration.ofMillis(10), scheduler)
            .take(3)
            .doOnNext { ticks += "tick $it at $currentTime, ${scheduler.now(TimeUnit.MILLISECONDS)}" }
            .then(Mono.just("done"))
        assertThat(interval.awaitSingle()).isEqualTo("done")
        assertThat(ticks).containsExactly("tick 0 at 10, 10", "tick 1 at 20, 20", "tick 2 at 30, 30")
        assertThat(Flux.range(0, 3).publishOn(scheduler).collectList().awaitSingle()).containsExactly(0, 1, 2)
    }

    @Test
    fun `what is disposed does not run, and nothing is accepted after`() = runTest {
        val scheduler = asScheduler()
        val worker = scheduler.createWorker()
        var ran = 0
        worker.schedule({ ran++ }, 10, TimeUnit.MILLISECONDS)
        scheduler.schedule({ ran++ }, 10, TimeUnit.MILLISECONDS).dispose()
        scheduler.schedule({ ran++ }, 1, TimeUnit.NANOSECONDS)
        worker.dispose()
        delay(100)
        assertThat(ran).isEqualTo(1)
        assertThatThrownBy { worker.schedule { } }.isInstanceOf(java.util.concurrent.RejectedExecutionException::class.java)
        scheduler.schedule { ran++ }
        scheduler.dispose()
        assertThat(scheduler.isDisposed).isTrue()
        assertThatThrownBy { scheduler.schedule { } }
            .isInstanceOf(java.util.concurrent.RejectedExecutionException::class.java)
        assertThat(TestScope().asScheduler().isDisposed).isFalse()
    }
}
