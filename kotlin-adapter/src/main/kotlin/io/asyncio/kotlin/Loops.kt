package io.asyncio.kotlin

import io.asyncio.Loop

/**
 * A dispatcher that runs coroutines on this loop: they join the queue of its tasks and callbacks, and `delay` and
 * `withTimeout` use the loop's clock, also in virtual time.
 *
 * A loop that closes cancels the jobs of the coroutines it would have run; their `finally` blocks run on
 * [kotlinx.coroutines.Dispatchers.IO].
 */
public fun Loop.asCoroutineDispatcher(): LoopCoroutineDispatcher = LoopDispatcher(this, always = true)
