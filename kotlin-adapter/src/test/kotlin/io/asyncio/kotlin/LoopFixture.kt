package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Loop
import java.io.IOException
import java.util.Collections
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CopyableThrowable
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach

/** Where it leaves a scope, kotlinx would raise a copy of another exception, to add its trace. */
@OptIn(ExperimentalCoroutinesApi::class)
class NotCopied(message: String) : IOException(message), CopyableThrowable<NotCopied> {
    override fun createCopy(): NotCopied? = null
}

/** A started loop in virtual time, and a trail of what happened. */
abstract class LoopFixture {
    protected val loop: Loop = Loop.withVirtualTime().start()
    protected val dispatcher: LoopCoroutineDispatcher = loop.asCoroutineDispatcher()
    private val steps: MutableList<String> = Collections.synchronizedList(mutableListOf())

    @AfterEach
    fun closeLoop() {
        loop.close()
    }

    protected fun step(name: Any?) {
        steps += name.toString()
    }

    protected fun assertSteps(vararg expected: String) {
        assertThat(steps).containsExactly(*expected)
    }

    /** A coroutine that is not on the loop; a test that hangs fails. */
    protected fun <T> outside(body: suspend kotlinx.coroutines.CoroutineScope.() -> T): T =
        runBlocking { withTimeout(TimeUnit.SECONDS.toMillis(30)) { body() } }

    /** Runs a task of the loop to its end. */
    protected fun <T> inTask(body: () -> T): T =
        loop.createTask(io.asyncio.Coroutine { body() }).toCompletableFuture().get(30, TimeUnit.SECONDS)

    /** Returns when all that is ready on the loop now has run. */
    protected fun settle() {
        inTask { repeat(10) { Asyncio.sleepMs(0) } }
    }
}
