package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Task
import java.io.IOException
import java.util.concurrent.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.cancel
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatThrownBy
import org.junit.jupiter.api.Test

/** Tasks that are children of a scope. */
class ScopeTaskTest : LoopFixture() {
    private fun endless(name: String) {
        try {
            Asyncio.sleep(Double.POSITIVE_INFINITY)
        } finally {
            Asyncio.sleepMs(0)
            step("$name ended")
        }
    }

    @Test
    fun `a scope waits for its tasks`() = outside<Unit> {
        withContext(dispatcher) {
            task {
                Asyncio.sleep(1.0)
                step("task")
            }
            step("body")
        }
        step("scope")
        assertSteps("body", "task", "scope")
    }

    @Test
    fun `the loop is the dispatcher's, the running one or the one given`() = outside<Unit> {
        withContext(dispatcher) { assertThat(task { 1 }.loop()).isSameAs(loop) }
        assertThat(this.task(loop) { "value" }.await()).isEqualTo("value")
        val unconfined = CoroutineScope(Dispatchers.Unconfined)
        assertThat(inTask { unconfined.task { 1 }.loop() }).isSameAs(loop)
        assertThatThrownBy { unconfined.task { 1 } }
            .isInstanceOf(IllegalStateException::class.java)
            .hasMessageContaining("runs on no event loop")
    }

    @Test
    fun `cancelling the scope cancels its tasks and waits for their ends`() = outside<Unit> {
        val scope = CoroutineScope(Job())
        val tasks = List(2) { scope.task(loop) { endless("task $it") } }
        settle()
        scope.coroutineContext.job.cancelAndJoin()
        step("scope ended")
        assertThat(tasks).allMatch(Task<*>::cancelled)
        assertSteps("task 0 ended", "task 1 ended", "scope ended")
    }

    @Test
    fun `a failure cancels the siblings and is the scope's`() = outside<Unit> {
        val failure = IOException("checked")
        var failed: Throwable? = null
        val scope = CoroutineScope(Job())
        scope.coroutineContext.job.invokeOnCompletion { failed = it }
        val task = scope.task(loop) { endless("task") }
        scope.launch { awaitCancellation() }
        settle()
        scope.task(loop) { throw failure }
        scope.coroutineContext.job.join()
        assertThat(failed).isSameAs(failure)
        assertThat(task.cancelled()).isTrue()
        assertSteps("task ended")
    }

    @Test
    fun `a failure in a coroutineScope is raised there`() = outside<Unit> {
        val failure = IOException("checked")
        val caught = runCatching { coroutineScope { this.task(loop) { throw failure } } }.exceptionOrNull()
        assertThat(caught).isInstanceOf(IOException::class.java).hasMessage("checked")
    }

    @Test
    fun `a supervisor leaves siblings alone`() = outside<Unit> {
        supervisorScope {
            val failing = this.task(loop) { throw IOException("checked") }
            val other = this.task(loop) {
                Asyncio.sleep(1.0)
                "value"
            }
            assertThat(other.await()).isEqualTo("value")
            assertThat(runCatching { failing.await() }.exceptionOrNull()).isInstanceOf(IOException::class.java)
        }
    }

    @Test
    fun `a task that others cancel leaves the scope alone`() = outside<Unit> {
        coroutineScope {
            val task = this.task(loop) { endless("task") }
            settle()
            task.cancel()
            assertThat(runCatching { task.await() }.exceptionOrNull()).isInstanceOf(CancellationException::class.java)
            step("scope is active: ${coroutineContext.job.isActive}")
        }
        assertSteps("task ended", "scope is active: true")
    }

    @Test
    fun `a cancelled scope starts no body`() = outside<Unit> {
        val scope = CoroutineScope(Job().apply { cancel() })
        val task = scope.task(loop) { step("body") }
        task.asDeferred().join()
        assertThat(task.cancelled()).isTrue()
        assertSteps()
    }

    @Test
    fun `a closed loop refuses the task and leaves the scope alone`() {
        loop.close()
        val scope = CoroutineScope(Job())
        assertThatThrownBy { scope.task(loop) { } }.isInstanceOf(IllegalStateException::class.java)
        assertThat(scope.coroutineContext.job.isActive).isTrue()
        assertThat(scope.coroutineContext.job.children.toList()).isEmpty()
    }

    @Test
    fun `a loop that closes ends the scope's tasks`() = outside<Unit> {
        val scope = CoroutineScope(SupervisorJob())
        scope.task(loop) { Asyncio.sleep(Double.POSITIVE_INFINITY) }
        loop.close()
        scope.coroutineContext.job.children.forEach { it.join() }
        scope.cancel()
    }

    @Test
    @OptIn(kotlinx.coroutines.DelicateCoroutinesApi::class)
    fun `without a job the loop hears of the failure`() {
        val told = java.util.concurrent.CompletableFuture<Throwable?>()
        loop.setExceptionHandler { _, context -> told.complete(context.exception()) }
        val failure = IOException("checked")
        GlobalScope.task(loop) { throw failure }
        assertThat(told.get(30, java.util.concurrent.TimeUnit.SECONDS)).isSameAs(failure)
    }
}
