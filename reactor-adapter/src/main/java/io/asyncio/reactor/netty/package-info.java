/** Puts reactor-netty, and what is built on it, on a loop's own thread. Start at {@link AsyncioLoopResources}. */
@NullMarked
package io.asyncio.reactor.netty;

import org.jspecify.annotations.NullMarked;
