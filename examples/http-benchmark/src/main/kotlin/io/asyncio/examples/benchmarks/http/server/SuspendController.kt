package io.asyncio.examples.benchmarks.http.server

import kotlinx.coroutines.delay
import kotlinx.coroutines.reactor.awaitSingle
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.reactive.function.client.WebClient

/** Suspend methods, the same with our loop and without. */
@RestController
class SuspendController(builder: WebClient.Builder) {
    private val web = builder.build()
    private val stub = "http://127.0.0.1:" + Integer.getInteger("stub.port", 0) + "/stub"

    @GetMapping("/now")
    suspend fun now() = "now"

    @GetMapping("/wait")
    suspend fun waiting(): String {
        delay(1)
        return "waited"
    }

    @GetMapping("/call")
    suspend fun call(): String {
        val answer = web.get().uri(stub).retrieve().bodyToMono(String::class.java).awaitSingle()
        return "called: $answer"
    }
}
