@file:JvmName("KotlinReactor")

package io.asyncio.examples.benchmarks

import io.asyncio.AsyncIterator
import io.asyncio.kotlin.asFlow
import java.util.function.Supplier
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.reactor.flux
import kotlinx.coroutines.reactor.mono
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import reactor.core.publisher.Flux
import reactor.core.publisher.Mono

fun awaitReady(context: CoroutineContext, ready: Supplier<Mono<Int>>, times: Int): Int =
    runBlocking(context) {
        var values = 0
        repeat(times) { values += ready.get().awaitSingle() }
        values
    }

fun await(context: CoroutineContext, mono: Mono<Int>, times: Int): Int =
    runBlocking(context) {
        var values = 0
        repeat(times) { values += mono.awaitSingle() }
        values
    }

fun roundTrip(context: CoroutineContext, times: Int): Int =
    runBlocking(context) {
        var values = 0
        repeat(times) { values += mono(context) { 1 }.awaitSingle() }
        values
    }

fun monoOfOne(context: CoroutineContext): Mono<Int> = mono(context) { 1 }

fun collect(context: CoroutineContext, flux: Flux<Int>): Int =
    runBlocking(context) {
        var elements = 0
        flux.asFlow().collect { if (it >= 0) elements++ }
        elements
    }

fun collectFlow(context: CoroutineContext, flow: Flow<Int>): Int =
    runBlocking(context) {
        var elements = 0
        flow.collect { if (it >= 0) elements++ }
        elements
    }

fun flowOf(elements: Int, yields: Boolean): Flow<Int> =
    flow {
        repeat(elements) {
            if (yields) yield()
            emit(it)
        }
    }

fun <T> flowOf(iterator: AsyncIterator<T>): Flow<T> = iterator.asFlow()

fun fluxOf(context: CoroutineContext, elements: Int): Flux<Int> = flux(context) { repeat(elements) { send(it) } }
