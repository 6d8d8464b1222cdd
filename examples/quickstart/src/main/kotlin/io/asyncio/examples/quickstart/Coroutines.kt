@file:JvmName("Coroutines")

package io.asyncio.examples.quickstart

import io.asyncio.Loop
import io.asyncio.kotlin.asCoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.yield

/** The Kotlin part of the main demo: a coroutine on the same loop. */
fun workAsync(loop: Loop, ledger: Ledger): Deferred<Unit> =
    CoroutineScope(loop.asCoroutineDispatcher()).async {
        for (i in 1..3) {
            ledger.enter("Kotlin", "step $i")
            delay(20)
        }
        repeat(MixedLoop.DEPOSITS) {
            ledger.deposit(1)
            yield()
        }
    }
