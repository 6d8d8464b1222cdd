@file:JvmName("KotlinSwitch")

package io.asyncio.examples.benchmarks

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

fun yieldAlone(context: CoroutineContext, times: Int): Int =
    runBlocking(context) {
        repeat(times) { yield() }
        times
    }

fun yieldInTurn(context: CoroutineContext, tasks: Int, times: Int): Int =
    runBlocking(context) {
        var yields = 0
        coroutineScope {
            repeat(tasks) {
                launch {
                    repeat(times) {
                        yield()
                        yields++
                    }
                }
            }
        }
        yields
    }

fun wokenByCallback(dispatcher: CoroutineDispatcher, times: Int): Int =
    runBlocking(dispatcher) {
        var woken = 0
        repeat(times) {
            val future = CompletableDeferred<Int>()
            dispatcher.dispatch(coroutineContext, Runnable { future.complete(1) })
            woken += future.await()
        }
        woken
    }
