package io.asyncio.kotlin.test

import io.asyncio.Loop
import io.asyncio.kotlin.asCoroutineDispatcher
import kotlinx.coroutines.CoroutineExceptionHandler
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.StandardTestDispatcher
import kotlinx.coroutines.test.TestCoroutineScheduler
import kotlinx.coroutines.test.TestScope
import kotlinx.coroutines.withContext
import reactor.core.scheduler.Scheduler

/**
 * A loop in the virtual time of a test under `runTest`, which drives it: `sleep` of its tasks, `delay` of coroutines and
 * Reactor's operators on `loop.scheduler()` share one clock and one order. It runs at once, and is closed when the test
 * ends. The failure of a task that nobody awaits fails the test. Under an `UnconfinedTestDispatcher` a test that has
 * awaited something of the loop goes on inside of it: there it should await rather than call `advanceTimeBy`, as the
 * loop waits for it.
 */
public fun TestScope.testLoop(): Loop {
    val loop = Loop.on(asScheduler())
    reportFailuresOf(loop)
    // Dispatched, whatever the test is: a coroutine that goes on where it is resumed would stand on the loop.
    backgroundScope.launch(StandardTestDispatcher(testScheduler), CoroutineStart.UNDISPATCHED) {
        try {
            awaitCancellation()
        } finally {
            withContext(NonCancellable) { closeBehindTheCancelled(loop) }
        }
    }
    return loop.start()
}

private fun TestScope.reportFailuresOf(loop: Loop) {
    val uncaught = coroutineContext[CoroutineExceptionHandler]
    loop.setExceptionHandler { _, context ->
        val failure = context.exception()
        if (uncaught == null || failure == null) {
            loop.defaultExceptionHandler(context)
        } else {
            uncaught.handleException(coroutineContext, failure)
        }
    }
}

/** The coroutines that were cancelled with this one have their turn on the loop first. */
private suspend fun closeBehindTheCancelled(loop: Loop) {
    if (loop.isRunning) {
        withContext(loop.asCoroutineDispatcher()) { }
    }
    loop.close()
}

/** [TestCoroutineScheduler.asScheduler] of this test's scheduler. */
public fun TestScope.asScheduler(): Scheduler = testScheduler.asScheduler()

/**
 * The virtual time of a test as a Reactor scheduler, for [Loop.on] and for operators: its work runs when the test's
 * scheduler is driven, in the thread that drives it. Delays are rounded up to milliseconds. Any thread may use it.
 */
public fun TestCoroutineScheduler.asScheduler(): Scheduler = TestTimeScheduler(this)
