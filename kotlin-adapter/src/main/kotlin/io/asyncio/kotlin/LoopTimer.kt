package io.asyncio.kotlin

import io.asyncio.Handle
import io.asyncio.Loop
import io.asyncio.LoopCallback
import java.time.Duration
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.math.roundToLong
import kotlinx.coroutines.DisposableHandle

/**
 * One timer of the loop that any thread may start and dispose of. Of [action] and [onLoopClosed] one runs, unless it is
 * disposed of first. The time counts from the construction.
 */
internal class LoopTimer(
    private val loop: Loop,
    private val timeMillis: Long,
    private val action: Runnable,
    private val onLoopClosed: () -> Unit,
) : DisposableHandle {
    private val createdAt = loop.time()
    private val ended = AtomicBoolean()
    private var handle: Handle? = null // touched on the loop only

    fun start() {
        if (loop.isCurrent) {
            arm()
        } else {
            post(Step(::arm))
        }
    }

    override fun dispose() {
        if (ended.compareAndSet(false, true)) {
            if (loop.isCurrent) handle?.cancel() else post(Step { handle?.cancel() })
        }
    }

    private fun arm() {
        if (!ended.get()) {
            try {
                handle = loop.callLater(timeLeft(), Step { end { action.run() } })
            } catch (closed: IllegalStateException) {
                end(onLoopClosed)
            }
        }
    }

    /** To the nanosecond, so that a delay and a sleep of the same length end in the order in which they began. */
    private fun timeLeft(): Duration {
        val late = loop.time() - createdAt // it may come from another thread
        return Duration.ofMillis(timeMillis).minusNanos((late * NANOS_PER_SECOND).roundToLong())
    }

    private fun post(step: Step) {
        try {
            loop.callSoonThreadsafe(step)
        } catch (closed: IllegalStateException) {
            step.loopClosed()
        }
    }

    private fun end(how: () -> Unit) {
        if (ended.compareAndSet(false, true)) how()
    }

    private inner class Step(private val onLoop: () -> Unit) : LoopCallback {
        override fun run() = onLoop()

        override fun loopClosed() = end(onLoopClosed)
    }

    private companion object {
        const val NANOS_PER_SECOND = 1e9
    }
}
