package io.asyncio.kotlin

import io.asyncio.Asyncio
import io.asyncio.Awaitable
import io.asyncio.Future
import io.asyncio.Outcome
import io.asyncio.Task
import io.asyncio.TaskGroup
import io.asyncio.VoidCoroutine
import kotlin.time.Duration
import kotlin.time.toJavaDuration

// The functions of Asyncio that take a body, for lambdas in Kotlin: these go before the Java methods of the same names,
// and their bodies have a receiver. What fails throws the same exception; Kotlin has no checked ones.

/**
 * [Asyncio.run]: runs [main] as the first task of a new loop; blocks the calling thread meanwhile. Inside a class,
 * `run { }` is Kotlin's own, on `this`: import this one by another name there.
 */
public fun <T> run(main: DirectStyle.() -> T): T = Asyncio.run(directStyle(main))

/** [Asyncio.createTask]: a task of the running loop, which starts in a later turn. */
public fun <T> createTask(body: DirectStyle.() -> T): Task<T> = Asyncio.createTask(directStyle(body))

/** [createTask] with a name. */
public fun <T> createTask(name: String, body: DirectStyle.() -> T): Task<T> =
    Asyncio.createTask(name, directStyle(body))

/** [Asyncio.taskGroup]: runs [body] with a group of tasks, then waits for all of them. */
public fun <T> taskGroup(body: DirectStyle.(TaskGroup) -> T): T =
    Asyncio.taskGroup(TaskGroup.Body { group -> DirectStyle.body(group) })

/** [Asyncio.gather]: runs all bodies as tasks, and returns their results in the order of the arguments. */
public fun <T> gather(first: DirectStyle.() -> T, vararg others: DirectStyle.() -> T): List<T> =
    Asyncio.gather(listOf(first, *others).map { directStyle(it) })

/** [Asyncio.gatherReturnExceptions]: [gather] that returns how each body ended instead of raising the first failure. */
public fun <T> gatherReturnExceptions(
    first: DirectStyle.() -> T,
    vararg others: DirectStyle.() -> T,
): List<Outcome<T>> = Asyncio.gatherReturnExceptions(listOf(first, *others).map { directStyle(it) })

/** [Asyncio.shield]: a future of a task that runs [body], which a cancel of the future leaves alone. */
public fun <T> shield(body: DirectStyle.() -> T): Future<T> = Asyncio.shield(directStyle(body))

/** [Asyncio.timeout]: runs [block] in place, for [duration] at most. */
public fun <T> timeout(duration: Duration, block: DirectStyle.() -> T): T =
    Asyncio.timeout(duration.toJavaDuration(), directStyle(block))

/** [timeout] in seconds. */
public fun <T> timeout(seconds: Double, block: DirectStyle.() -> T): T = Asyncio.timeout(seconds, directStyle(block))

/** [timeout] in seconds. */
public fun <T> timeout(seconds: Int, block: DirectStyle.() -> T): T = timeout(seconds.toDouble(), block)

/** [timeout] until [time] of the loop's clock. */
public fun <T> timeoutAt(time: Double, block: DirectStyle.() -> T): T = Asyncio.timeoutAt(time, directStyle(block))

/** [Asyncio.every]: runs [body] in the current task, at once and then each [period], until it throws or is cancelled. */
public fun every(period: Duration, body: DirectStyle.() -> Unit): Unit =
    Asyncio.every(period.toJavaDuration(), VoidCoroutine { DirectStyle.body() })

/** [every] in seconds. */
public fun every(seconds: Double, body: DirectStyle.() -> Unit): Unit = Asyncio.every(seconds, VoidCoroutine { DirectStyle.body() })

/** [every] in seconds. */
public fun every(seconds: Int, body: DirectStyle.() -> Unit): Unit = every(seconds.toDouble(), body)

/** [Asyncio.waitFor]: awaits for [timeout] at most; then cancels it, and waits until it has cleaned up. */
public fun <T> waitFor(awaitable: Awaitable<T>, timeout: Duration): T =
    Asyncio.waitFor(awaitable, timeout.toJavaDuration())

/** [waitFor] in seconds. */
public fun <T> waitFor(awaitable: Awaitable<T>, seconds: Int): T = Asyncio.waitFor(awaitable, seconds.toDouble())

/** [waitFor] of a task that runs [body]. */
public fun <T> waitFor(body: DirectStyle.() -> T, timeout: Duration): T = waitFor(directStyle(body), timeout)

/** [waitFor] of a task that runs [body], in seconds. */
public fun <T> waitFor(body: DirectStyle.() -> T, seconds: Double): T = Asyncio.waitFor(directStyle(body), seconds)

/** [waitFor] of a task that runs [body], in seconds. */
public fun <T> waitFor(body: DirectStyle.() -> T, seconds: Int): T = waitFor(directStyle(body), seconds)
