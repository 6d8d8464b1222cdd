package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Awaitable
import io.asyncio.Coroutine
import io.asyncio.Lock
import io.asyncio.Semaphore

/**
 * The receiver of a direct-style body: in it, `task.await()` suspends the task that runs the body, although the suspend
 * functions of the same names are imported. A coroutine that is started inside such a body sees this receiver, too, and
 * has to say `task.asDeferred().await()`.
 */
@Suppress("EXTENSION_SHADOWED_BY_MEMBER") // the member has a low priority
public object DirectStyle {
    /** [Asyncio.await]: the result; suspends the current task until it is there. */
    public fun <T> Awaitable<T>.await(): T = Asyncio.await(this)

    /** Runs [action] while this lock is held; suspends the current task until it is its turn. */
    public inline fun <T> Lock.withLock(action: () -> T): T = hold().use { action() }

    /** [withLock] with a permit of this semaphore. */
    public inline fun <T> Semaphore.withPermit(action: () -> T): T = hold().use { action() }
}

/**
 * Direct-style code as a body for whatever takes one, as methods of Java's classes do:
 * `loop.createTask(directStyle { task.await() })`.
 */
public fun <T> directStyle(body: DirectStyle.() -> T): Coroutine<T> = Coroutine { DirectStyle.body() }
