package io.asyncio.examples.benchmarks

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** Coroutines that wait for one signal which nobody gives. */
class KotlinMemory(private val dispatcher: CoroutineDispatcher) {
    private val scope = CoroutineScope(dispatcher)
    private val never = CompletableDeferred<Unit>()

    var started = 0
        private set

    fun suspendMore(tasks: Int) =
        runBlocking(dispatcher) {
            repeat(tasks) {
                scope.launch {
                    started++
                    never.await()
                }
            }
            yield()
        }
}
