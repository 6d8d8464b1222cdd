package io.asyncio.kotlin.calls

import io.asyncio.Asyncio.*
import io.asyncio.Coroutine
import io.asyncio.Lock
import io.asyncio.Loop
import io.asyncio.Outcome
import io.asyncio.Semaphore
import io.asyncio.Task
import io.asyncio.TaskOptions
import io.asyncio.VoidCoroutine
import io.asyncio.WaitResult
import io.asyncio.kotlin.*
import io.asyncio.kotlin.run as runLoop
import io.asyncio.stream.ConnectOptions
import io.asyncio.stream.ServerOptions
import java.io.IOException
import java.util.concurrent.Callable
import java.util.concurrent.TimeoutException
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Lambdas as Kotlin's users write them, with all that is to be imported: that they compile is half of the test. */
class CallsTest {
    private fun f(): String = "f"

    private fun g() {
        sleep(1.milliseconds)
    }

    private fun failing(): String = throw IOException("checked")

    /** A function in direct style has no receiver; the lambdas in it have one. */
    private fun twice(task: Task<Int>): Int = timeout(5) { task.await() } * 2

    @Test
    fun `run keeps the value`() {
        val value: String = runLoop { currentTask().let { f() } }
        assertThat(value).isEqualTo("f")
        assertThat(outsideOfClasses()).isEqualTo(42)
        assertThat(withoutValue()).isNull()
    }

    @Test
    fun `tasks keep the value`(): Unit = runLoop {
        val one: Task<Int> = createTask { 42 }
        val named: Task<String> = createTask("n") { f() }
        val reference: Task<String> = createTask(::f)
        val explicit: Task<String> = createTask(Coroutine { f() })
        val void: Task<Void?> = createTask(VoidCoroutine { g() })
        val unit: Task<Unit> = createTask { g() }
        assertThat(one.await()).isEqualTo(42)
        assertThat(named.await() + reference.await() + explicit.await()).isEqualTo("fff")
        assertThat(void.await()).isNull()
        assertThat(unit.await()).isEqualTo(Unit)
        assertThat(twice(one)).isEqualTo(84)
        assertThat(named.name).isEqualTo("n")
    }

    @Test
    fun `groups and loops keep the value`(): Unit = runLoop {
        val five: Int = taskGroup { 5 }
        val sum: Int = taskGroup { group -> group.createTask { 1 }.await() + group.createTask("b") { 2 }.await() }
        val ofLoop: Task<Int> = getRunningLoop().createTask(TaskOptions.named("n")) { createTask { sum }.await() }
        assertThat(five + sum + ofLoop.await()).isEqualTo(11)
        taskGroup { it.createTask { g() } }
    }

    @Test
    fun `a task from outside awaits another one`() {
        Loop.create().start().use { loop ->
            val first: Task<Int> = loop.createTask { 1 }
            val second: Task<Int> = loop.createTask(directStyle { first.await() + 1 })
            assertThat(second.toCompletableFuture().join()).isEqualTo(2)
        }
        Loop.create().use { loop ->
            val first: Task<Int> = loop.createTask { 1 }
            assertThat(loop.runUntilComplete(directStyle { first.await() })).isEqualTo(1)
        }
    }

    @Test
    fun `a limited body keeps the value`(): Unit = runLoop {
        val task = createTask { 1 }
        val values: List<Any> =
            listOf(
                timeout(1.0) { f() },
                timeout(1) { task.await() },
                timeout(1.seconds) { f() },
                timeoutAt(getRunningLoop().time() + 5) { f() },
                waitFor({ f() }, 1.0),
                waitFor({ task.await() }, 1),
                waitFor({ f() }, 1.seconds),
                waitFor(task, 1.0),
                waitFor(task, 1),
                waitFor(task, Duration.INFINITE),
            )
        assertThat(values).containsExactly("f", 1, "f", "f", "f", 1, "f", 1, 1, 1)
        timeout(1.0) { g() }
        waitFor({ g() }, 1.seconds)
    }

    @Test
    fun `a limit that is over is told`(): Unit = runLoop {
        assertThatThrownBy { timeout(1.milliseconds) { sleep(60) } }.isInstanceOf(TimeoutException::class.java)
        assertThatThrownBy { waitFor({ sleep(60) }, 1.milliseconds) }.isInstanceOf(TimeoutException::class.java)
        val limit = Timeout(60.seconds)
        assertThatThrownBy { limit.run(directStyle { limit.rescheduleAfter(1.milliseconds); sleep(60) }) }
            .isInstanceOf(TimeoutException::class.java)
    }

    @Test
    fun `a body runs at fixed times`(): Unit = runLoop {
        val task = createTask { 1 }
        var runs = 0
        val times: List<Task<Unit>> =
            listOf(
                createTask { every(1.milliseconds) { runs += task.await() } },
                createTask { every(0.001) { runs += task.await() } },
                createTask { every(1) { runs += task.await() } },
            )
        while (runs < 30) sleep(1.milliseconds)
        times.forEach { it.cancel() }
    }

    @Test
    fun `several bodies keep their values`(): Unit = runLoop {
        val task = createTask { 3 }
        val ints: List<Int> = gather({ 1 }, { 2 })
        val awaiting: List<Int> = gather({ task.await() }, { 2 })
        val one: List<Int> = gather({ 1 })
        val tasks: List<Int> = gather(task, task)
        val mixed: List<Int> = gather({ 1 }, task)
        val outcomes: List<Outcome<String>> = gatherReturnExceptions({ f() }, { failing() })
        assertThat(ints + awaiting + one + tasks + mixed).containsExactly(1, 2, 3, 2, 1, 3, 3, 1, 3)
        assertThat(outcomes.map { it is Outcome.Success }).containsExactly(true, false)
        gather({ g() }, { g() })
    }

    @Test
    fun `a call in a thread keeps the value`(): Unit = runLoop {
        val value: String = toThread { f() }
        val callable: String = toThread(Callable { f() })
        val reference: String = toThread(::f)
        assertThat(value + callable + reference).isEqualTo("fff")
        assertThatThrownBy { toThread { failing() } }.isInstanceOf(IOException::class.java)
    }

    @Test
    fun `what waits takes Kotlin's durations`(): Unit = runLoop {
        val task = createTask { 1 }
        val ended: WaitResult<Int> = waitUntil(ALL_COMPLETED, 5.seconds, task, task)
        val same: WaitResult<Int> = waitUntil(ALL_COMPLETED, 5.seconds, listOf(task))
        val inOrder: List<Int> = asCompleted(5.seconds, listOf(task)).map { it.result() }
        assertThat(ended.done() + same.done()).containsExactly(task)
        assertThat(inOrder).containsExactly(1)
        assertThat(await(shield { task.await() })).isEqualTo(1)
        sleep(0)
        sleep(0.0)
        sleep(1.milliseconds)
    }

    @Test
    fun `settings take Kotlin's durations`(): Unit = runLoop {
        val called = getRunningLoop().createFuture<String>()
        getRunningLoop().callLater(1.milliseconds) { called.setResult("called") }
        getRunningLoop().setSlowCallbackDuration(1.seconds)
        ConnectOptions.defaults()
            .withConnectTimeout(1.seconds)
            .withHappyEyeballsDelay(1.seconds)
            .withHandshakeTimeout(1.seconds)
        ServerOptions.defaults().withHandshakeTimeout(1.seconds)
        assertThat(called.await()).isEqualTo("called")
    }

    @Test
    fun `locks are held in direct style`(): Unit = runLoop {
        assertThat(Lock().withLock { f() } + Semaphore(1).withPermit { f() }).isEqualTo("ff")
    }

    @Test
    fun `a coroutine awaits beside direct style`() {
        Loop.create().start().use { loop ->
            val task = loop.createTask { 1 }
            val sum = runBlocking {
                withContext(loop.asCoroutineDispatcher()) {
                    coroutineScope { task.await() + task { task.await() }.await() }
                }
            }
            assertThat(sum).isEqualTo(2)
        }
    }
}
