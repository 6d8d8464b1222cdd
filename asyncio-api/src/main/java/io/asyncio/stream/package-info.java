/**
 * How bytes come and go: TCP, TLS, UDP and Unix domain sockets in direct style, on the loop's own thread. Read first
 * {@link io.asyncio.stream.Stream}.
 *
 * <ul>
 *   <li>{@link io.asyncio.stream.Stream}: a connection; {@link io.asyncio.stream.StreamReader} and
 *       {@link io.asyncio.stream.StreamWriter} are its two sides.
 *   <li>{@link io.asyncio.stream.Server}: accepts connections; each has a task.
 *   <li>{@link io.asyncio.stream.DatagramStream}: a UDP socket.
 *   <li>{@link io.asyncio.stream.ConnectOptions}, {@link io.asyncio.stream.ServerOptions}: TLS, limits, socket options.
 * </ul>
 *
 * <p>To be opened by {@link io.asyncio.Asyncio#openConnection} and {@link io.asyncio.Asyncio#startServer}. Netty moves
 * the bytes, and is not seen from outside. {@link io.asyncio.stream.SocketHost} is all that the sockets need of a loop, which
 * they stand on, below the front door.
 */
@NullMarked
package io.asyncio.stream;

import org.jspecify.annotations.NullMarked;
