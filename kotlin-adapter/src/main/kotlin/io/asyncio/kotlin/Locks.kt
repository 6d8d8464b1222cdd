package io.asyncio.kotlin

import io.asyncio.Lock
import io.asyncio.Semaphore
import kotlin.coroutines.coroutineContext
import kotlinx.coroutines.ensureActive

/**
 * Runs [action] while this lock is held. Suspends the coroutine, which has to run on the lock's loop, until it is its
 * turn: coroutines and tasks wait in one queue. A coroutine that is cancelled meanwhile leaves the queue.
 */
public suspend inline fun <T> Lock.withLock(action: () -> T): T {
    acquire(this)
    return thenRelease(::release, action)
}

/** [Lock.withLock] with a permit of this semaphore. */
public suspend inline fun <T> Semaphore.withPermit(action: () -> T): T {
    acquire(this)
    return thenRelease(::release, action)
}

@PublishedApi
internal suspend inline fun <T> thenRelease(
    release: () -> Unit,
    action: () -> T,
): T {
    try {
        coroutineContext.ensureActive()
        return action()
    } finally {
        release()
    }
}

@PublishedApi
internal suspend fun acquire(lock: Lock): Unit = inPlace(lock::acquire)

@PublishedApi
internal suspend fun acquire(semaphore: Semaphore): Unit = inPlace(semaphore::acquire)
