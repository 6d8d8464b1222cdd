@file:JvmName("KotlinPingPong")

package io.asyncio.examples.benchmarks

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.yield

fun signals(context: CoroutineContext, times: Int): Int = pingPong(context, times, Channel.CONFLATED)

fun items(context: CoroutineContext, times: Int): Int = pingPong(context, times, 1)

private fun pingPong(context: CoroutineContext, times: Int, capacity: Int): Int =
    runBlocking(context) {
        val ping = Channel<Int>(capacity)
        val pong = Channel<Int>(capacity)
        val answering = async { receiveAndSend(ping, pong, times / 2) }
        ping.send(1)
        receiveAndSend(pong, ping, times / 2) + answering.await()
    }

private suspend fun receiveAndSend(own: Channel<Int>, other: Channel<Int>, times: Int): Int {
    var received = 0
    repeat(times) {
        received += own.receive()
        other.send(1)
    }
    return received
}

fun stream(context: CoroutineContext, items: Int, capacity: Int): Int =
    runBlocking(context) {
        val channel = Channel<Int>(capacity)
        launch { repeat(items) { channel.send(1) } }
        var received = 0
        repeat(items) { received += channel.receive() }
        received
    }

fun holds(context: CoroutineContext, times: Int): Int =
    runBlocking(context) {
        val mutex = Mutex()
        val other = async { holdOften(mutex, times / 2) }
        holdOften(mutex, times / 2) + other.await()
    }

private suspend fun holdOften(mutex: Mutex, times: Int): Int {
    var holds = 0
    repeat(times) {
        mutex.withLock {
            yield()
            holds++
        }
    }
    return holds
}
