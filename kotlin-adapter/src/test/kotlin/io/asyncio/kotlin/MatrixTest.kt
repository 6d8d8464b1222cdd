package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.AsyncIterator
import io.asyncio.Coroutine
import io.asyncio.Task
import io.asyncio.VoidCoroutine
import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.single
import kotlinx.coroutines.launch
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.MethodSource

/** Runs every cell of the matrix of docs/kotlin.md, and compares it with what that says. */
class MatrixTest : LoopFixture() {
    private val failure = IOException("checked")
    private val bodyEnded = CompletableDeferred<Unit>()
    private var bodyBegan = false
    private val scope =
        CoroutineScope(SupervisorJob() + dispatcher + CoroutineExceptionHandler { _, _ -> })

    /** What a body does; the columns are what happens to it. */
    private enum class Body { VALUE, NULL, ERROR, ENDLESS }

    /** One side of a crossing, seen from the other: [outcome] waits for the end. */
    private class Crossing(val cancel: () -> Unit, val outcome: suspend () -> Any?)

    private suspend fun coroutineBody(body: Body): String? =
        endingWith {
            when (body) {
                Body.VALUE -> "value"
                Body.NULL -> null
                Body.ERROR -> throw failure
                Body.ENDLESS -> awaitCancellation()
            }
        }

    private fun taskBody(body: Body): String? =
        endingWith {
            when (body) {
                Body.VALUE -> "value"
                Body.NULL -> null
                Body.ERROR -> throw failure
                Body.ENDLESS -> error("slept through ${Asyncio.sleep(Double.POSITIVE_INFINITY)}")
            }
        }

    private inline fun <T> endingWith(body: () -> T): T {
        bodyBegan = true
        try {
            return body()
        } finally {
            bodyEnded.complete(Unit)
        }
    }

    private fun ofTask(task: Task<*>) = Crossing({ task.cancel() }, { task.await() })

    private fun ofDeferred(deferred: Deferred<*>) = Crossing({ deferred.cancel() }, { JobOutcome.of(deferred) })

    private val crossings: Map<String, (Body) -> Crossing> =
        mapOf(
            "`deferred.asTask(loop)`" to { body ->
                ofTask(scope.async(start = CoroutineStart.LAZY) { coroutineBody(body) }.asTask(loop))
            },
            "`job.asTask(loop)`" to { body ->
                ofTask(scope.launch(start = CoroutineStart.LAZY) { coroutineBody(body) }.asTask(loop))
            },
            "`flow.asAsyncIterator(loop)`" to { body ->
                val elements = flow { emit(coroutineBody(body)) }.asAsyncIterator(loop)
                ofTask(loop.createTask(Coroutine { elements.use { it.next() } }))
            },
            "`loop.task { }`" to { body -> ofTask(loop.task { coroutineBody(body) }) },
            "`task.asOwningDeferred()`" to { body ->
                ofDeferred(loop.createTask(Coroutine { taskBody(body) }).asOwningDeferred())
            },
            "`scope.task(loop) { }`" to { body ->
                val job = Job()
                CoroutineScope(job).task(loop) { taskBody(body) }
                job.complete()
                Crossing({ job.cancel() }, { JobOutcome.of(job) })
            },
            "`iterator.asFlow()`" to { body ->
                ofDeferred(scope.async { OneElement { taskBody(body) }.asFlow().single() })
            },
            "`Coroutine.await()`" to { body -> ofDeferred(scope.async { Coroutine { taskBody(body) }.await() }) },
        )

    private fun runCell(start: (Body) -> Crossing, column: String): String =
        when (column) {
            "value" -> outcomeOf(inTask { start(Body.VALUE) })
            "null" -> outcomeOf(inTask { start(Body.NULL) })
            "error" -> outcomeOf(inTask { start(Body.ERROR) })
            "cancel before" -> outcomeOf(inTask { start(Body.ENDLESS).also { it.cancel() } }) + bodySeen()
            "cancel during" -> outcomeOf(begun(start).also { onLoop(it.cancel) }) + bodySeen()
            "cancel after" -> outcomeOf(inTask { start(Body.VALUE) }.also { outcomeOf(it) }.also { onLoop(it.cancel) })
            "loop closed" -> outcomeOf(begun(start).also { loop.close() }) + bodySeenInTheEnd()
            else -> throw IllegalArgumentException("The page has a column that nothing stands for: $column")
        }

    private fun begun(start: (Body) -> Crossing): Crossing {
        // Keeps the virtual clock, which would jump to the end of an endless sleep.
        loop.createTask(VoidCoroutine { while (true) Asyncio.sleepMs(0) })
        val crossing = inTask { start(Body.ENDLESS) }
        settle()
        assertThat(bodyBegan).isTrue()
        return crossing
    }

    private fun onLoop(action: () -> Unit) = inTask(action)

    private fun outcomeOf(crossing: Crossing): String = outside {
        runCatching { crossing.outcome() }.fold(
            onSuccess = { if (it == "value") "the value" else if (it == null) "null" else "completes" },
            onFailure = {
                when {
                    it === failure -> "the same object"
                    it is CancellationException -> "cancelled"
                    else -> "fails with $it"
                }
            },
        )
    }

    private fun bodySeen(): String =
        when {
            bodyEnded.isCompleted -> ", after the body's `finally`"
            bodyBegan -> ", while the body goes on"
            else -> ", the body never runs"
        }

    private fun bodySeenInTheEnd(): String {
        outside { bodyEnded.await() }
        return "; the body's `finally` runs"
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    fun `a cell of the page is true`(row: String, column: String, said: String) {
        val start = requireNotNull(crossings[row]) { "The page has a row that nothing stands for: $row" }
        assertThat(runCell(start, column)).isEqualTo(said)
    }

    @Test
    fun `the page has all rows and columns`() {
        assertThat(cells().map { it[0] as String }.distinct()).containsExactlyElementsOf(crossings.keys)
        assertThat(cells()).hasSize(crossings.size * COLUMNS)
    }

    private class OneElement<T>(private val element: () -> T) : AsyncIterator<T> {
        private var taken = false
        private var value: T? = null

        override fun hasNext(): Boolean {
            if (taken) return false
            value = element()
            return true
        }

        @Suppress("UNCHECKED_CAST")
        override fun next(): T = (value as T).also { taken = true }

        override fun remove() = throw UnsupportedOperationException()

        override fun close() {}
    }

    private companion object {
        const val COLUMNS = 7

        /** Row, column and text of each cell of the tables that begin with an empty head. */
        @JvmStatic
        fun cells(): List<Array<Any>> {
            val rows = Files.readAllLines(Path.of("../docs/kotlin.md")).filter { it.startsWith("|") }.map(::cellsOf)
            var columns = emptyList<String>()
            val cells = mutableListOf<Array<Any>>()
            for (row in rows) {
                when {
                    row.size != COLUMNS + 1 -> continue
                    row[0].isEmpty() -> columns = row
                    row[0] != "---" -> (1..COLUMNS).forEach { cells += arrayOf<Any>(row[0], columns[it], row[it]) }
                }
            }
            return cells
        }

        fun cellsOf(line: String): List<String> = line.trim().trim('|').split("|").map(String::trim)
    }
}

/** The outcome of a job as it is, without the copies that kotlinx makes of exceptions. */
private object JobOutcome {
    @OptIn(kotlinx.coroutines.ExperimentalCoroutinesApi::class)
    suspend fun of(job: Job): Any? {
        job.join()
        var failure: Throwable? = null
        job.invokeOnCompletion { failure = it }
        failure?.let { throw it }
        return if (job is Deferred<*>) job.getCompleted() else Unit
    }
}
