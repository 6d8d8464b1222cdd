@file:JvmName("KotlinReactor")

package io.asyncio.examples.benchmarks

import java.util.function.Supplier
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.reactor.flux
import kotlinx.coroutines.reactor.mono
import kotlinx.coroutines.runBlocking
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

fun fluxOf(context: CoroutineContext, elements: Int): Flux<Int> = flux(context) { repeat(elements) { send(it) } }
