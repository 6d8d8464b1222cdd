package io.asyncio.kotlin

import io.micrometer.context.ContextRegistry
import io.micrometer.context.ContextSnapshot
import io.micrometer.context.ContextSnapshotFactory
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.InternalCoroutinesApi
import kotlinx.coroutines.ThreadContextElement
import kotlinx.coroutines.cancel
import kotlinx.coroutines.handleCoroutineException

/**
 * Carries the thread-locals known to Micrometer's context-propagation, as they are where this is made, through a
 * coroutine: they are set wherever it runs, and put back where it suspends. If they cannot be set, as an accessor
 * throws, the coroutine is cancelled, with the failure as the cause; if they cannot be put back, its exception handler
 * is told. For users of that library. Coroutines that work for a task have it anyway.
 */
public class MicrometerContext :
    AbstractCoroutineContextElement(MicrometerContext), ThreadContextElement<AutoCloseable> {
    private val snapshot: ContextSnapshot = SNAPSHOTS.captureAll()

    /**
     * What this throws would leave the coroutine where it is, for ever. One accessor at a time: one that throws does not
     * leave on the thread what the others have set.
     */
    override fun updateThreadContext(context: CoroutineContext): AutoCloseable {
        var putBack = AutoCloseable { }
        try {
            for (accessor in ContextRegistry.getInstance().threadLocalAccessors) {
                val before = putBack
                val scope = snapshot.setThreadLocals { it == accessor.key() }
                putBack = AutoCloseable { scope.use { before.close() } }
            }
        } catch (failure: Throwable) {
            context.cancel(CancellationException("Cannot set the thread-locals of a coroutine", failure))
        }
        return putBack
    }

    /** Likewise; but the coroutine has no use for what was there before. */
    @OptIn(InternalCoroutinesApi::class) // to tell whom kotlinx itself would
    override fun restoreThreadContext(context: CoroutineContext, oldState: AutoCloseable) {
        try {
            oldState.close()
        } catch (failure: Throwable) {
            handleCoroutineException(context, failure)
        }
    }

    /** The key of this element in a coroutine's context. */
    public companion object Key : CoroutineContext.Key<MicrometerContext> {
        private val SNAPSHOTS = ContextSnapshotFactory.builder().clearMissing(true).build()
    }
}
