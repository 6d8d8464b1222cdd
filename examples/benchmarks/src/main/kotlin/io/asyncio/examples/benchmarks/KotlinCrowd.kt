package io.asyncio.examples.benchmarks

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** Coroutines that wait for a signal which nobody gives, some to be replaced. */
class KotlinCrowd(
    private val dispatcher: CoroutineDispatcher,
    private val tasks: Int,
    private val batch: Int,
    private val stride: Int,
) {
    private val scope = CoroutineScope(dispatcher + SupervisorJob())
    private val never = CompletableDeferred<Unit>()
    private val waiting: Array<Job> = runBlocking(dispatcher) { Array(tasks) { waiter() }.also { yield() } }
    private var place = 0

    private fun waiter(): Job = scope.launch { never.await() }

    fun replace(times: Int): Int =
        runBlocking(dispatcher) {
            var cancelled = 0
            repeat(times / batch) {
                cancelled += replaceSome()
                yield()
            }
            cancelled
        }

    private suspend fun replaceSome(): Int {
        val chosen =
            IntArray(batch) {
                place = (place + stride) % tasks
                waiting[place].cancel()
                place
            }
        var cancelled = 0
        for (each in chosen) {
            waiting[each].join()
            if (waiting[each].isCancelled) cancelled++
            waiting[each] = waiter()
        }
        return cancelled
    }
}
