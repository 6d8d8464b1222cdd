/**
 * Runs Lettuce, the driver of Redis, on a loop's own thread. Read first
 * {@link io.asyncio.reactor.lettuce.AsyncioEventLoopGroupProvider}.
 */
@NullMarked
package io.asyncio.reactor.lettuce;

import org.jspecify.annotations.NullMarked;
