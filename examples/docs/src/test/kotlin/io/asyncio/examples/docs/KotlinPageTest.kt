package io.asyncio.examples.docs

import io.asyncio.Asyncio.*
import io.asyncio.Loop
import io.asyncio.Task
import io.asyncio.kotlin.*
import kotlin.time.Duration.Companion.seconds
import kotlinx.coroutines.delay
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

private fun fetch(): String {
    sleepMs(1)
    return "page"
}

private fun read(page: String) = "read $page"

fun main() = run {
    val answer = createTask { 42 } // Task<Int>
    val page = timeout(5.seconds) { fetch() } // kotlin.time.Duration, Double or Int seconds
    sleep(1)
    gather({ answer.await() }, { toThread { read(page) } })
}

/** The Kotlin code of docs/kotlin.md. */
class KotlinPageTest {
    private object javaScores {
        fun of(user: String): Int {
            sleepMs(1)
            return user.length
        }
    }

    private val shown = mutableListOf<Any>()

    private fun show(vararg what: Any) {
        shown.addAll(what)
    }

    private suspend fun meet(loop: Loop, javaTask: Task<String>) {
        withContext(loop.asCoroutineDispatcher()) { // the loop's thread, its queue, its clock
            val user = javaTask.await()
            val score = task { javaScores.of(user) } // direct-style Java code, a child of this scope
            delay(100)
            show(user, score.await())
        }
    }

    @Test
    fun `coroutines and tasks on one loop`() {
        Loop.withVirtualTime().start().use { loop ->
            val javaTask = loop.createTask { "ann" }
            runBlocking { meet(loop, javaTask) }
        }
        assertEquals(listOf<Any>("ann", 3), shown)
    }

    @Test
    fun `direct style`() {
        assertEquals(listOf<Any>(42, "read page"), main())
    }
}
