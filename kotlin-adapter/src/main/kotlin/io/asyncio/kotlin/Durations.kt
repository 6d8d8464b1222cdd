package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Awaitable
import io.asyncio.Future
import io.asyncio.Handle
import io.asyncio.Loop
import io.asyncio.ReturnWhen
import io.asyncio.Timeout
import io.asyncio.WaitResult
import io.asyncio.stream.ConnectOptions
import io.asyncio.stream.ServerOptions
import io.asyncio.stream.StreamOptions
import kotlin.time.Duration
import kotlin.time.toJavaDuration

// What takes a time, with Kotlin's Duration; DirectCalls.kt has those that take a body as well.

/** [Asyncio.sleep]: suspends the current task. */
public fun sleep(duration: Duration): Unit = Asyncio.sleep(duration.toJavaDuration())

/** [sleep] in seconds. */
public fun sleep(seconds: Int): Unit = Asyncio.sleep(seconds.toDouble())

/** [Asyncio.waitUntil]: suspends the current task until the first, or all, are done, for [timeout] at most. */
public fun <T> waitUntil(until: ReturnWhen, timeout: Duration, vararg awaitables: Awaitable<T>): WaitResult<T> =
    waitUntil(until, timeout, awaitables.asList())

/** [waitUntil] for a collection. */
public fun <T> waitUntil(until: ReturnWhen, timeout: Duration, awaitables: Collection<Awaitable<T>>): WaitResult<T> =
    Asyncio.waitUntil(until, timeout.toJavaDuration(), awaitables)

/** [Asyncio.asCompleted]: the awaitables in the order in which they end, for [timeout] at most. */
public fun <T> asCompleted(timeout: Duration, awaitables: Collection<Awaitable<T>>): Iterable<Future<T>> =
    Asyncio.asCompleted(timeout.toJavaDuration(), awaitables)

/** A [Timeout] with its deadline at [duration] from now. */
public fun Timeout(duration: Duration): Timeout = Timeout.after(duration.toJavaDuration())

/** [Timeout.reschedule] to [duration] from now. */
public fun Timeout.rescheduleAfter(duration: Duration): Unit = rescheduleAfter(duration.toJavaDuration())

/** Calls [callback] on this loop, after [delay]. */
public fun Loop.callLater(delay: Duration, callback: Runnable): Handle = callLater(delay.toJavaDuration(), callback)

/** From which duration on debug mode logs a step. */
public fun Loop.setSlowCallbackDuration(duration: Duration): Unit = setSlowCallbackDuration(duration.toJavaDuration())

/** [ConnectOptions.withConnectTimeout]. */
public fun ConnectOptions.withConnectTimeout(timeout: Duration): ConnectOptions =
    withConnectTimeout(timeout.toJavaDuration())

/** [ConnectOptions.withHappyEyeballsDelay]. */
public fun ConnectOptions.withHappyEyeballsDelay(delay: Duration): ConnectOptions =
    withHappyEyeballsDelay(delay.toJavaDuration())

/** [ServerOptions.withIdleTimeout]. */
public fun ServerOptions.withIdleTimeout(timeout: Duration): ServerOptions =
    withIdleTimeout(timeout.toJavaDuration())

/** [StreamOptions.withHandshakeTimeout]. */
public fun <O : StreamOptions<O>> O.withHandshakeTimeout(timeout: Duration): O =
    withHandshakeTimeout(timeout.toJavaDuration())
