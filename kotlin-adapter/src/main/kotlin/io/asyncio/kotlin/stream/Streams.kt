/**
 * The methods of streams that suspend a task, as suspend functions for coroutines that run on the stream's loop. Where
 * they are imported they go before the Java methods of the same names; files with direct-style bodies leave them out.
 *
 * A coroutine that is cancelled loses no byte: what was read by then is returned. `withTimeout` and `withTimeoutOrNull`
 * drop what their block returns too late: have the block assign it to a variable, or read in a body with a timeout.
 */
@file:JvmName("Streams")
@file:Suppress("EXTENSION_SHADOWED_BY_MEMBER") // the members have a low priority

package io.asyncio.kotlin.stream

import io.asyncio.kotlin.drainOf
import io.asyncio.kotlin.readAllOf
import io.asyncio.kotlin.readExactlyOf
import io.asyncio.kotlin.readIntoOf
import io.asyncio.kotlin.readLineOf
import io.asyncio.kotlin.readOf
import io.asyncio.kotlin.readUntilOf
import io.asyncio.kotlin.sendFileOf
import io.asyncio.kotlin.startTlsOf
import io.asyncio.kotlin.transferToOf
import io.asyncio.kotlin.waitClosedOf
import io.asyncio.stream.StreamReader
import io.asyncio.stream.StreamWriter
import io.netty.handler.ssl.SslContext
import java.nio.ByteBuffer
import java.nio.file.Path
import javax.net.ssl.SSLContext

/** All bytes up to the end; empty at the end. */
public suspend fun StreamReader.read(): ByteArray = readAllOf(this)

/** At least one byte and [max] at most, as many as are there; empty at the end. Negative: up to the end. */
public suspend fun StreamReader.read(max: Int): ByteArray = readOf(this, max)

/** Like [read], into [target]; how many, 0 at the end. */
public suspend fun StreamReader.readInto(target: ByteArray): Int = readIntoOf(this, target)

/** Like [readInto], as many as [target] has room for; moves its position. */
public suspend fun StreamReader.readInto(target: ByteBuffer): Int = readIntoOf(this, target)

/**
 * Exactly [count] bytes.
 *
 * @throws io.asyncio.stream.IncompleteReadException if the end comes first; it has the bytes before the end
 */
public suspend fun StreamReader.readExactly(count: Int): ByteArray = readExactlyOf(this, count)

/**
 * A line with its `\n`; the last line may be without; empty at the end.
 *
 * @throws io.asyncio.stream.LimitOverrunException if it is longer than the limit; its bytes stay
 */
public suspend fun StreamReader.readLine(): ByteArray = readLineOf(this)

/**
 * All bytes up to and including the first of the [separators].
 *
 * @throws io.asyncio.stream.IncompleteReadException if the end comes first; it has the bytes before the end
 * @throws io.asyncio.stream.LimitOverrunException if that is more than the limit; the bytes stay
 */
public suspend fun StreamReader.readUntil(vararg separators: ByteArray): ByteArray = readUntilOf(this, separators)

/**
 * Moves bytes to [target], of the same loop, as they come, until the end or until [limit] of them have been moved; how
 * many. What [target] was given counts as written; all else can still be read, also after a cancel.
 */
public suspend fun StreamReader.transferTo(target: StreamWriter, limit: Long = Long.MAX_VALUE): Long =
    transferToOf(this, target, limit)

/**
 * Sends [count] bytes of a regular file from [offset] on, or fewer if it ends before; how many. Suspends until the system
 * has taken them; meanwhile nobody else can write.
 */
public suspend fun StreamWriter.sendFile(path: Path, offset: Long = 0, count: Long = Long.MAX_VALUE): Long =
    sendFileOf(this, path, offset, count)

/** Suspends while the peer is slow. */
public suspend fun StreamWriter.drain(): Unit = drainOf(this)

/** Suspends until the connection is gone. */
public suspend fun StreamWriter.waitClosed(): Unit = waitClosedOf(this)

/** Goes over to TLS; suspends until both sides agree. */
public suspend fun StreamWriter.startTls(context: SSLContext, serverName: String?): Unit =
    startTlsOf(this, context, serverName)

/** Switches to TLS by Netty's [context]; suspends until the handshake is done. */
public suspend fun StreamWriter.startTls(context: SslContext, serverName: String?): Unit =
    startTlsOf(this, context, serverName)
