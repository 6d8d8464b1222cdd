package io.asyncio.examples.benchmarks

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** Coroutines that wait for a signal which nobody gives. */
class KotlinWaiters(private val dispatcher: CoroutineDispatcher, tasks: Int) {
    private val never = CompletableDeferred<Unit>()
    private val jobs: List<Job> =
        runBlocking(dispatcher) {
            val scope = CoroutineScope(dispatcher)
            List(tasks) { scope.launch { never.await() } }.also { yield() }
        }

    fun cancelAll(): Int =
        runBlocking(dispatcher) {
            jobs.forEach { it.cancel() }
            jobs.joinAll()
            jobs.count { it.isCancelled }
        }
}
