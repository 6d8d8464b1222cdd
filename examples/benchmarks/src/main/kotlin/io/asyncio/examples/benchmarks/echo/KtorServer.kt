package io.asyncio.examples.benchmarks.echo

import io.ktor.network.selector.SelectorManager
import io.ktor.network.sockets.Socket
import io.ktor.network.sockets.aSocket
import io.ktor.network.sockets.openReadChannel
import io.ktor.network.sockets.openWriteChannel
import io.ktor.network.sockets.port
import io.ktor.utils.io.readAvailable
import io.ktor.utils.io.writeFully
import java.util.concurrent.Executors
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.cancel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking

/** The selector blocks a thread of [Dispatchers.IO], as in ktor's own examples. */
internal class KtorServer(private val bufferBytes: Int) {
    private val selector = SelectorManager(Dispatchers.IO)
    private val thread = Executors.newSingleThreadExecutor().asCoroutineDispatcher()
    private val scope = CoroutineScope(thread + SupervisorJob())

    fun start(): Int =
        runBlocking(thread) {
            val listening = aSocket(selector).tcp().bind("127.0.0.1", 0) { backlogSize = 1024 }
            scope.launch {
                while (true) {
                    val socket = listening.accept()
                    launch { serve(socket) }
                }
            }
            listening.port
        }

    private suspend fun serve(socket: Socket) {
        val input = socket.openReadChannel()
        val output = socket.openWriteChannel(autoFlush = false)
        val buffer = ByteArray(bufferBytes)
        while (true) {
            val count = input.readAvailable(buffer)
            if (count < 0) break
            output.writeFully(buffer, 0, count)
            output.flush()
        }
        socket.close()
    }

    fun close() {
        scope.cancel()
        selector.close()
        thread.close()
    }
}
