package io.asyncio.examples.benchmarks

import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

/** Coroutines that wait for a signal, yield as often as they are told, and wait again. */
class KotlinSpinners(private val dispatcher: CoroutineDispatcher, private val tasks: Int) {
    private val scope = CoroutineScope(dispatcher)
    private var go = CompletableDeferred<Unit>()
    private var end = CompletableDeferred<Int>()
    private var rounds = 0
    private var running = 0
    private var switches = 0

    init {
        runBlocking(dispatcher) {
            repeat(tasks) { scope.launch { spinForever() } }
            yield()
        }
    }

    private suspend fun spinForever() {
        while (true) {
            go.await()
            switches++
            for (i in 1 until rounds) {
                yield()
                switches++
            }
            if (--running == 0) end.complete(switches)
        }
    }

    fun spin(times: Int): Int =
        runBlocking(dispatcher) {
            rounds = times
            running = tasks
            switches = 0
            end = CompletableDeferred()
            val signal = go
            go = CompletableDeferred()
            signal.complete(Unit)
            end.await()
        }

    fun cancel() = scope.cancel()
}
