/**
 * TCP, TLS, UDP and Unix domain sockets in direct style, on the loop's own thread. Read first
 * {@link io.asyncio.stream.Stream}.
 *
 * <ul>
 *   <li>{@link io.asyncio.stream.Stream}: a connection; {@link io.asyncio.stream.StreamReader} and
 *       {@link io.asyncio.stream.StreamWriter} are its two sides.
 *   <li>{@link io.asyncio.stream.Server}: accepts connections, and runs a task for each.
 *   <li>{@link io.asyncio.stream.DatagramStream}: a UDP socket.
 *   <li>{@link io.asyncio.stream.ConnectOptions}, {@link io.asyncio.stream.ServerOptions}: TLS, limits, socket options.
 * </ul>
 *
 * <p>{@link io.asyncio.Asyncio#openConnection}, {@link io.asyncio.Asyncio#startServer} and their like open them. Netty
 * moves the bytes, but is no part of this API. The sockets need nothing of a loop but
 * {@link io.asyncio.stream.SocketHost}.
 */
@NullMarked
package io.asyncio.stream;

import org.jspecify.annotations.NullMarked;
