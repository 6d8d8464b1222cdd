@file:JvmName("KotlinTasks")

package io.asyncio.examples.benchmarks

import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

fun asyncAndAwait(context: CoroutineContext, tasks: Int): Int =
    runBlocking(context) {
        var results = 0
        repeat(tasks) { results += async { 1 }.await() }
        results
    }

fun awaitAll(context: CoroutineContext, gathered: Int, times: Int): Int =
    runBlocking(context) {
        var results = 0
        repeat(times) { results += List(gathered) { async { 1 } }.awaitAll().sum() }
        results
    }

fun delayed(context: CoroutineContext, tasks: Int): Int =
    runBlocking(context) {
        var woken = 0
        coroutineScope {
            repeat(tasks) {
                launch {
                    delay(1L + it % 10)
                    woken++
                }
            }
        }
        woken
    }
