package io.asyncio.kotlin

import io.micrometer.context.ContextSnapshot
import io.micrometer.context.ContextSnapshotFactory
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.ThreadContextElement
import kotlinx.coroutines.cancel

/**
 * Carries the thread-locals known to Micrometer's context-propagation, as they are where this is made, through a
 * coroutine: they are set wherever it runs, and put back where it suspends. If that cannot be done, as an accessor
 * throws, the coroutine is cancelled, with the failure as the cause. For users of that library. Coroutines that work for
 * a task have it anyway.
 */
public class MicrometerContext :
    AbstractCoroutineContextElement(MicrometerContext), ThreadContextElement<AutoCloseable> {
    private val snapshot: ContextSnapshot = SNAPSHOTS.captureAll()

    /** What this throws would leave the coroutine where it is, for ever. */
    override fun updateThreadContext(context: CoroutineContext): AutoCloseable =
        try {
            snapshot.setThreadLocals()
        } catch (failure: Throwable) {
            context.cancel(CancellationException("Cannot set the thread-locals of a coroutine", failure))
            AutoCloseable { }
        }

    override fun restoreThreadContext(context: CoroutineContext, oldState: AutoCloseable) {
        oldState.close()
    }

    /** The key of this element in a coroutine's context. */
    public companion object Key : CoroutineContext.Key<MicrometerContext> {
        private val SNAPSHOTS = ContextSnapshotFactory.builder().clearMissing(true).build()
    }
}
