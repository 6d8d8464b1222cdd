package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Coroutine
import io.asyncio.TaskOptions
import io.micrometer.context.ContextRegistry
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.asContextElement
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import kotlinx.coroutines.reactor.ReactorContext
import kotlinx.coroutines.reactor.asCoroutineContext
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test
import reactor.core.publisher.Mono
import reactor.util.context.Context
import reactor.util.context.ContextView

/** What tasks and coroutines carry over to each other: coroutine context, Reactor context, thread-locals. */
class ContextTest : LoopFixture() {
    private val user = ThreadLocal<String>()
    private val ofAnna: ContextView = Context.of("user", "anna")

    @BeforeEach
    fun registerUser() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("test.user", user)
    }

    @AfterEach
    fun removeUser() {
        ContextRegistry.getInstance().removeThreadLocalAccessor("test.user")
        user.remove()
    }

    private suspend fun userInReactorContext(): Any? = currentCoroutineContext()[ReactorContext]?.context?.get("user")

    private fun userOfTask(): Any? = Asyncio.currentTask().reactorContext().getOrDefault<Any>("user", null)

    @Test
    fun `a coroutine that works for a task has its Reactor context`() = outside<Unit> {
        val options = TaskOptions.defaults().withReactorContext(ofAnna)
        val viaTask = Coroutine { Asyncio.await(loop.task { userInReactorContext() }) }
        assertThat(loop.createTask(options, viaTask).await()).isEqualTo("anna")
        val viaFlow = Coroutine { KotlinAdapter.collect(flow { emit(userInReactorContext()) }) }
        assertThat(loop.createTask(options, viaFlow).await()).containsExactly("anna")
        assertThat(loop.task { currentCoroutineContext()[ReactorContext] }.await()).isNull()
    }

    @Test
    fun `a task that works for a coroutine has its Reactor context`() = outside<Unit> {
        val context = ofAnna.asCoroutineContext()
        assertThat(withContext(dispatcher + context) { Coroutine { userOfTask() }.await() }).isEqualTo("anna")
        assertThat(withContext(context) { task(loop) { userOfTask() }.await() }).isEqualTo("anna")
        val given = loop.task(context) { userInReactorContext() }
        assertThat(given.reactorContext().get<String>("user")).isEqualTo("anna")
        assertThat(given.await()).isEqualTo("anna")
    }

    @Test
    fun `a Mono between them sees it as well`() = outside<Unit> {
        val found = loop.task(ofAnna.asCoroutineContext()) {
            Mono.deferContextual { Mono.just(it.get<String>("user")) }.awaitSingle()
        }
        assertThat(found.await()).isEqualTo("anna")
    }

    @Test
    fun `a coroutine that works for a task has its thread-locals, wherever it runs`() = outside<Unit> {
        user.set("anna")
        val seen = loop.task {
            val found = mutableListOf(user.get())
            delay(1)
            found += user.get()
            found += withContext(Dispatchers.Default) { user.get() }
            yield()
            found + user.get()
        }
        user.set("bert")
        assertThat(seen.await()).containsExactly("anna", "anna", "anna", "anna")
        assertThat(withContext(dispatcher) { user.get() }).isNull()
    }

    @Test
    fun `interleaved coroutines keep their own`() = outside<Unit> {
        val seen = listOf("anna", "bert", "carl").map { name ->
            user.set(name)
            loop.task { List(3) { user.get().also { yield() } } }
        }
        user.remove()
        assertThat(seen.map { it.await() })
            .containsExactly(List(3) { "anna" }, List(3) { "bert" }, List(3) { "carl" })
    }

    @Test
    fun `a task that works for a coroutine has the thread-locals that its context sets`() = outside<Unit> {
        val context = user.asContextElement("anna")
        assertThat(withContext(dispatcher + context) { Coroutine { user.get() }.await() }).isEqualTo("anna")
        assertThat(CoroutineScope(context + Job()).task(loop) { user.get() }.await()).isEqualTo("anna")
        user.set("bert")
        val captured = MicrometerContext()
        user.remove()
        assertThat(withContext(dispatcher + captured) { Coroutine { user.get() }.await() }).isEqualTo("bert")
        assertThat(user.get()).isNull()
    }

    @Test
    fun `a thread-local that has changed since the coroutine's start is the task's as it is now`() = outside<Unit> {
        user.set("anna")
        val seen = loop.task {
            withContext(user.asContextElement("bert")) {
                listOf(Coroutine { user.get() }.await(), task { user.get() }.await(), Coroutine { userIn() }.await())
            } + Coroutine { user.get() }.await()
        }
        assertThat(seen.await()).containsExactly("bert", "bert", "bert", "anna")
    }

    /** The context that a Mono is subscribed to with. */
    private fun userIn(): String? = Asyncio.currentTask().reactorContext().getOrDefault<String>("test.user", null)

    @Test
    fun `an accessor that throws cancels the coroutine, which does not go on without the thread-local`() = outside<Unit> {
        val failure = IllegalStateException("cannot be set")
        ContextRegistry.getInstance().registerThreadLocalAccessor("test.user", { "anna" }, { _ -> throw failure }, { })
        var cause: Throwable? = null
        val job = CoroutineScope(dispatcher).launch(MicrometerContext()) { step("goes on") }
        job.invokeOnCompletion { cause = it }
        job.join()
        assertThat(job.isCancelled).isTrue()
        assertThat(cause).hasCause(failure)
        assertSteps()
    }

    /** Each suspension puts the thread-local back, each resumption sets it anew: of four times, two put it back. */
    @Test
    fun `an accessor that cannot put the thread-local back is told of, and the coroutine goes on`() = outside<Unit> {
        for (failing in listOf(2, 4)) {
            var sets = 0
            ContextRegistry.getInstance().registerThreadLocalAccessor(
                "test.user", { "anna" }, { _ -> check(++sets != failing) { "cannot be put back" } }, { })
            val told = CoroutineExceptionHandler { _, failure -> step("$failing ${failure.message}") }
            CoroutineScope(dispatcher + told).launch {
                withContext(MicrometerContext()) { delay(1) }
                step("goes on")
            }.join()
        }
        assertSteps("2 cannot be put back", "goes on", "4 cannot be put back", "goes on")
    }

    @Test
    fun `an accessor that throws leaves no thread-local of another one on the loop's thread`() = outside<Unit> {
        for (failing in listOf(1, 2)) {
            var sets = 0
            ContextRegistry.getInstance().registerThreadLocalAccessor(
                "test.failing", { "any" }, { _ -> check(++sets != failing) { "cannot be set" } }, { })
            user.set("anna")
            val annas = MicrometerContext()
            user.remove()
            val untold = CoroutineExceptionHandler { _, _ -> }
            CoroutineScope(dispatcher + untold).launch { withContext(annas) { delay(1) } }.join()
            withContext(dispatcher) { assertThat(user.get()).`as`("set $failing").isNull() }
            ContextRegistry.getInstance().removeThreadLocalAccessor("test.failing")
        }
    }

    @Test
    fun `a Reactor context that the user gives inside wins over thread-locals`() = outside<Unit> {
        user.set("anna")
        val seen = loop.task {
            withContext(Context.of("test.user", "bert").asCoroutineContext()) { Coroutine { user.get() }.await() }
        }
        assertThat(seen.await()).isEqualTo("bert")
    }
}
