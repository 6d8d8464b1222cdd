/**
 * Where a loop's turns run, and which clock it lives by: on a Netty thread of its own, on a worker of somebody else's
 * Reactor scheduler, or on either of them in virtual time. Knows neither tasks nor loops. Not public API.
 *
 * <p>Read first {@link io.asyncio.host.Host}, then {@link io.asyncio.host.NettyHost}, the usual one, with its thread
 * {@link io.asyncio.host.LoopThread} and Netty's event loop there, {@link io.asyncio.host.HostEventLoop}.
 */
@NullMarked
package io.asyncio.host;

import org.jspecify.annotations.NullMarked;
