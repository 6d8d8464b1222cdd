@file:JvmName("Coroutines")

package io.asyncio.examples.soak

import io.asyncio.Asyncio.sleepMs
import io.asyncio.Loop
import io.asyncio.kotlin.asCoroutineDispatcher
import io.asyncio.kotlin.await
import io.asyncio.kotlin.task
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.withTimeoutOrNull
import java.util.Random
import kotlin.coroutines.cancellation.CancellationException

/** Runs [count] coroutines, cancels some of them, and tells how many have ended, in whichever way. */
fun familyAsync(loop: Loop, random: Random, count: Int): Deferred<Int> =
    CoroutineScope(loop.asCoroutineDispatcher()).async {
        var ended = 0
        val children = List(count) { member(random) { ended++ } }
        children.filter { random.nextInt(4) == 0 }.forEach(Job::cancel)
        children.joinAll()
        ended
    }

/** A child that sleeps, awaits a task in direct style, or runs out of time. */
private fun CoroutineScope.member(random: Random, atEnd: () -> Unit): Job =
    launch {
        when (random.nextInt(3)) {
            0 -> delay(random.nextLong(4))
            1 -> task { sleepMs(random.nextLong(4)) }.await()
            else -> withTimeoutOrNull(random.nextLong(4)) { delay(3) }
        }
    }.also { job -> job.invokeOnCompletion { cause -> if (cause == null || cause is CancellationException) atEnd() } }

/** The numbers below [count], with pauses. */
fun numbers(random: Random, count: Int): Flow<Int> = flow {
    for (i in 0 until count) {
        if (random.nextInt(10) == 0) {
            delay(1)
        }
        emit(i)
    }
}
