/**
 * Runs reactor-netty, and drivers that are built on it, on a loop's own thread. Read first
 * {@link AsyncioLoopResources}; {@link LoopConnectionProvider} gives each of several loops a pool of connections.
 */
@NullMarked
package io.asyncio.reactor.netty;

import org.jspecify.annotations.NullMarked;
