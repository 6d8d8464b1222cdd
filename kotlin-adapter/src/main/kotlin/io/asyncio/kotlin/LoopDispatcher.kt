package io.asyncio.kotlin

import io.asyncio.Loop
import io.asyncio.LoopCallback
import java.util.concurrent.CancellationException
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CancellableContinuation
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Delay
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.DisposableHandle
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.Runnable
import kotlinx.coroutines.cancel
import kotlinx.coroutines.isActive

/** The dispatcher of a loop. */
public abstract class LoopCoroutineDispatcher internal constructor() : CoroutineDispatcher() {
    /** The same, except that a coroutine which runs on the loop already goes on at once, without queueing. */
    public abstract val immediate: LoopCoroutineDispatcher
}

@OptIn(InternalCoroutinesApi::class, ExperimentalCoroutinesApi::class) // Delay is what a dispatcher with a clock of its own implements
internal class LoopDispatcher(val loop: Loop, private val always: Boolean) : LoopCoroutineDispatcher(), Delay {
    override val immediate: LoopCoroutineDispatcher
        get() = if (always) LoopDispatcher(loop, always = false) else this

    override fun isDispatchNeeded(context: CoroutineContext): Boolean = always || !loop.isCurrent

    /** This: a loop runs one at a time anyway, and in order. */
    override fun limitedParallelism(parallelism: Int, name: String?): CoroutineDispatcher {
        require(parallelism >= 1) { "Expected positive parallelism level, but got $parallelism" }
        return this
    }

    override fun dispatch(context: CoroutineContext, block: Runnable) {
        val dispatched = Dispatched(context, block)
        try {
            loop.callSoonThreadsafe(dispatched)
        } catch (refused: IllegalStateException) {
            dispatched.loopClosed()
        }
    }

    override fun scheduleResumeAfterDelay(timeMillis: Long, continuation: CancellableContinuation<Unit>) {
        val resume = Runnable { with(continuation) { this@LoopDispatcher.resumeUndispatched(Unit) } }
        val timer = LoopTimer(loop, timeMillis, resume) {
            continuation.context.cancel(loopClosed())
            continuation.cancel(loopClosed()) // it may be a coroutine without a Job
        }
        continuation.invokeOnCancellation { timer.dispose() }
        timer.start()
    }

    override fun invokeOnTimeout(timeMillis: Long, block: Runnable, context: CoroutineContext): DisposableHandle {
        val timer = LoopTimer(loop, timeMillis, block) {
            context.cancel(loopClosed())
            if (context.isActive) { // a select of a coroutine without a Job, or NonCancellable: no time will come
                Dispatchers.IO.dispatch(context, block) // not here, where the select may still register
            }
        }
        timer.start()
        return timer
    }

    private fun loopClosed() = CancellationException("$loop is closed: it cannot run coroutines")

    override fun equals(other: Any?): Boolean =
        other is LoopDispatcher && other.loop === loop && other.always == always

    override fun hashCode(): Int = System.identityHashCode(loop)

    override fun toString(): String = if (always) "LoopDispatcher[$loop]" else "LoopDispatcher[$loop, immediate]"

    /** Runs once, here or elsewhere: a loop may refuse to wake up for what it has queued, and drop that when it closes. */
    private inner class Dispatched(private val context: CoroutineContext, private val block: Runnable) : LoopCallback {
        private val begun = AtomicBoolean()

        override fun run() {
            if (begun.compareAndSet(false, true)) {
                block.run()
            }
        }

        /** As kotlinx's own executors do: the coroutine is cancelled, and gets a thread to end on. */
        override fun loopClosed() {
            if (begun.compareAndSet(false, true)) {
                context.cancel(this@LoopDispatcher.loopClosed())
                Dispatchers.IO.dispatch(context, block)
            }
        }
    }
}
