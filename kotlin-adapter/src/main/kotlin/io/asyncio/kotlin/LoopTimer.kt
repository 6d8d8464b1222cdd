package io.asyncio.kotlin

import io.asyncio.Handle
import io.asyncio.Loop
import io.asyncio.LoopCallback
import java.util.concurrent.atomic.AtomicBoolean
import kotlinx.coroutines.DisposableHandle

/**
 * One timer of the loop that any thread may start and dispose of. Of [action] and [onLoopClosed] one runs, unless it is
 * disposed of first. The time counts from the construction.
 */
internal class LoopTimer(
    private val loop: Loop,
    timeMillis: Long,
    private val action: Runnable,
    private val onLoopClosed: () -> Unit,
) : DisposableHandle {
    private val deadline = loop.time() + timeMillis / MILLIS_PER_SECOND
    private val ended = AtomicBoolean()
    private var handle: Handle? = null // touched on the loop only

    fun start() {
        if (loop.isCurrent && !loop.isClosed) {
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
            handle = loop.callAt(deadline, Step { end { action.run() } })
        }
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
        const val MILLIS_PER_SECOND = 1000.0
    }
}
