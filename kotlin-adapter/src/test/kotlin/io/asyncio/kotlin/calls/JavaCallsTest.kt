package io.asyncio.kotlin.calls

import io.asyncio.Asyncio
import io.asyncio.Asyncio.*
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.Outcome
import io.asyncio.Runner
import io.asyncio.Task
import io.asyncio.VoidCoroutine
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test

/** The Java methods themselves, called from Kotlin without the adapter's functions. */
class JavaCallsTest {
    private fun f(): String = "f"

    private fun g() = sleepMs(1)

    @Test
    fun `bodies keep their values`() {
        val values: List<Any?> = Asyncio.run {
            val task: Task<Int> = createTask { 42 }
            val named: Task<String> = createTask("n") { f() }
            val ofLoop: Task<String> = getRunningLoop().createTask { f() }
            listOf(
                task.await(),
                named.await(),
                ofLoop.await(),
                toThread { f() },
                timeout(1.0) { f() },
                timeoutAt(getRunningLoop().time() + 5) { f() },
                waitFor({ f() }, 1.0),
                waitForMs({ f() }, 1000),
                taskGroup { 5 },
                taskGroup { group -> group.createTask { 6 }.await() },
                gather({ 1 }, { 2 }),
                gather({ 1 }),
                gather(task, task),
                gatherReturnExceptions({ f() }),
                await { f() },
                await(shield { f() }),
            )
        }
        val outcomes = listOf(Outcome.Success("f"))
        assertThat(values).containsExactly(
            42, "f", "f", "f", "f", "f", "f", "f", 5, 6, listOf(1, 2), listOf(1), listOf(42, 42), outcomes, "f", "f",
        )
    }

    @Test
    fun `named interfaces keep their overloads`() {
        val coroutine = Coroutine { f() }
        val void = VoidCoroutine { g() }
        val value: String = Asyncio.run(coroutine)
        assertThat(value).isEqualTo("f")
        Asyncio.run(void)
        Asyncio.run {
            val task: Task<Void?> = createTask(void)
            waitFor(void, 5.0)
            timeout(5.0, void)
            toThread(void)
            assertThat(gather(void, void)).containsExactly(null, null)
            assertThat(task.await()).isNull()
            assertThat(waitFor(coroutine, 5.0) + timeout(5.0, coroutine)).isEqualTo("ff")
        }
    }

    @Test
    fun `loops and runners keep the value`() {
        Loop.create().use { loop ->
            val value: String = loop.runUntilComplete { f() }
            assertThat(value).isEqualTo("f")
            loop.runUntilComplete { g() }
        }
        Runner().use { runner ->
            val value: String = runner.run { f() }
            assertThat(value).isEqualTo("f")
        }
    }
}
