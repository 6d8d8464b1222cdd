package io.asyncio.kotlin.stream

import io.asyncio.Asyncio
import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.kotlin.asCoroutineDispatcher
import io.asyncio.kotlin.await
import io.asyncio.kotlin.task
import io.asyncio.stream.ConnectionHandler
import io.asyncio.stream.IncompleteReadException
import io.asyncio.stream.Server
import io.asyncio.stream.Stream
import java.nio.ByteBuffer
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeout
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Coroutines that read and write sockets. */
class StreamsTest {
    private val loop = Loop.create().start()

    @AfterEach
    fun closeLoop() {
        loop.close()
    }

    /** [server] and [client] are coroutines on the loop, one at each end of a connection. */
    private fun connected(
        server: suspend CoroutineScope.(Stream) -> Unit,
        client: suspend CoroutineScope.(Stream) -> Unit,
    ) = runBlocking<Unit> {
        withTimeout(TimeUnit.SECONDS.toMillis(30)) {
            withContext(loop.asCoroutineDispatcher()) {
                val handler = ConnectionHandler { reader, _ ->
                    val stream = reader as Stream
                    Asyncio.await(loop.task { server(stream) })
                    stream.close()
                }
                val listening: Server = Coroutine { Asyncio.startServer(handler, "localhost", 0) }.await()
                listening.use {
                    val stream = Coroutine { Asyncio.openConnection("localhost", it.port()) }.await()
                    stream.use { client(stream) }
                }
            }
        }
    }

    private fun text(bytes: ByteArray) = String(bytes)

    @Test
    fun `lines go there and back`() =
        connected(
            server = { stream ->
                while (true) {
                    val line = stream.readLine()
                    if (line.isEmpty()) break
                    stream.write(line)
                    stream.drain()
                }
            },
            client = { stream ->
                for (line in listOf("one\n", "two\n")) {
                    stream.write(line.toByteArray())
                    stream.drain()
                    assertThat(text(stream.readLine())).isEqualTo(line)
                }
                stream.writeEof()
                assertThat(stream.read()).isEmpty()
                stream.close()
                stream.waitClosed()
            },
        )

    @Test
    fun `all ways to read suspend`() =
        connected(
            server = { stream ->
                stream.readLine()
                stream.write("onetwothreefour;five,six".toByteArray())
            },
            client = { stream ->
                stream.write("go\n".toByteArray())
                assertThat(text(stream.readExactly(3))).isEqualTo("one")
                assertThat(text(stream.read(3))).isEqualTo("two")
                val into = ByteArray(5)
                assertThat(stream.readInto(into)).isEqualTo(5)
                assertThat(text(into)).isEqualTo("three")
                assertThat(stream.readInto(ByteBuffer.wrap(into, 0, 4))).isEqualTo(4)
                assertThat(text(stream.readUntil(";".toByteArray()))).isEqualTo(";")
                assertThat(text(stream.readUntil(";".toByteArray(), ",".toByteArray()))).isEqualTo("five,")
                val cutShort = runCatching { stream.readExactly(10) }.exceptionOrNull()
                assertThat(cutShort).isInstanceOf(IncompleteReadException::class.java)
                assertThat(text((cutShort as IncompleteReadException).partial())).isEqualTo("six")
            },
        )

    @Test
    fun `bytes are moved and files are sent`(@TempDir directory: Path) {
        val file = Files.writeString(directory.resolve("file"), "of the file")
        connected(
            server = { stream -> assertThat(stream.transferTo(stream)).isEqualTo(10L) },
            client = { stream ->
                assertThat(stream.sendFile(file, offset = 7)).isEqualTo(4L)
                assertThat(stream.sendFile(file, 0, 6)).isEqualTo(6L)
                stream.writeEof()
                assertThat(text(stream.read())).isEqualTo("fileof the")
            },
        )
    }

    @Test
    fun `a cancelled reader loses no byte`() =
        connected(
            server = { stream ->
                stream.write("he".toByteArray())
                stream.readLine()
                stream.write("llo\n".toByteArray())
            },
            client = { stream ->
                val reader = launch(start = CoroutineStart.UNDISPATCHED) { stream.readLine() }
                reader.cancelAndJoin()
                stream.write("go on\n".toByteArray())
                assertThat(text(stream.readLine())).isEqualTo("hello\n")
            },
        )
}
