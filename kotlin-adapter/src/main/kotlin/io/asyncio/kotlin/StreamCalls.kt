package io.asyncio.kotlin

import io.asyncio.stream.StreamReader
import io.asyncio.stream.StreamWriter
import io.netty.handler.ssl.SslContext
import java.nio.ByteBuffer
import java.nio.file.Path
import javax.net.ssl.SSLContext

// The Java methods, called where the suspend functions of the same names are not in scope.

internal suspend fun readAllOf(reader: StreamReader): ByteArray = inPlace { reader.read() }

internal suspend fun readOf(reader: StreamReader, max: Int): ByteArray = inPlace { reader.read(max) }

internal suspend fun readIntoOf(reader: StreamReader, target: ByteArray): Int = inPlace { reader.readInto(target) }

internal suspend fun readIntoOf(reader: StreamReader, target: ByteBuffer): Int = inPlace { reader.readInto(target) }

internal suspend fun readExactlyOf(reader: StreamReader, count: Int): ByteArray =
    inPlace { reader.readExactly(count) }

internal suspend fun readLineOf(reader: StreamReader): ByteArray = inPlace { reader.readLine() }

internal suspend fun readUntilOf(reader: StreamReader, separators: Array<out ByteArray>): ByteArray =
    inPlace { reader.readUntil(*separators) }

internal suspend fun transferToOf(reader: StreamReader, target: StreamWriter, limit: Long): Long =
    inPlace { reader.transferTo(target, limit) }

internal suspend fun drainOf(writer: StreamWriter): Unit = inPlace { writer.drain() }

internal suspend fun sendFileOf(writer: StreamWriter, path: Path, offset: Long, count: Long): Long =
    inPlace { writer.sendFile(path, offset, count) }

internal suspend fun waitClosedOf(writer: StreamWriter): Unit = inPlace { writer.waitClosed() }

internal suspend fun startTlsOf(writer: StreamWriter, context: SSLContext, serverName: String?): Unit =
    inPlace { writer.startTls(context, serverName) }

internal suspend fun startTlsOf(writer: StreamWriter, context: SslContext, serverName: String?): Unit =
    inPlace { writer.startTls(context, serverName) }
