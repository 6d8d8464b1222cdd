/**
 * Where a loop's turns run, and which clock it lives by: on a thread of its own, on a worker of somebody else's
 * Reactor scheduler, or on either of them in virtual time. Knows neither tasks nor loops. Not public API.
 *
 * <p>Read first {@link io.asyncio.host.Host}, then {@link io.asyncio.host.NettyHost}, the usual one, with its thread
 * {@link io.asyncio.host.LoopThread}, which runs {@link io.asyncio.host.BareLoop} first and then, if there are sockets,
 * Netty's event loop, {@link io.asyncio.host.HostEventLoop}.
 */
@NullMarked
package io.asyncio.host;

import org.jspecify.annotations.NullMarked;
