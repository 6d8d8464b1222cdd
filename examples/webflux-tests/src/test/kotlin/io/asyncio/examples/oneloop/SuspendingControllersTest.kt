package io.asyncio.examples.oneloop

import io.asyncio.Asyncio.createTask
import io.asyncio.Asyncio.getRunningLoop
import io.asyncio.Asyncio.sleepMs
import io.asyncio.Loop
import io.asyncio.reactor.ReactorAdapter
import io.micrometer.context.ContextRegistry
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.TimeUnit
import kotlin.coroutines.resume
import kotlin.coroutines.suspendCoroutine
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.reactor.awaitSingle
import kotlinx.coroutines.withContext
import kotlinx.coroutines.yield
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.BeforeAll
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.ValueSource
import org.springframework.boot.SpringApplication
import org.springframework.boot.autoconfigure.EnableAutoConfiguration
import org.springframework.context.ConfigurableApplicationContext
import org.springframework.context.annotation.Bean
import org.springframework.http.HttpStatus
import org.springframework.test.web.reactive.server.WebTestClient
import org.springframework.web.bind.annotation.ExceptionHandler
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.ResponseStatus
import org.springframework.web.bind.annotation.RestController
import org.springframework.web.bind.annotation.RestControllerAdvice
import org.springframework.web.reactive.function.client.WebClient
import org.springframework.web.reactive.function.server.ServerResponse
import org.springframework.web.reactive.function.server.bodyValueAndAwait
import org.springframework.web.reactive.function.server.coRouter
import org.springframework.web.reactive.resource.NoResourceFoundException
import org.springframework.web.server.CoWebFilter
import org.springframework.web.server.CoWebFilterChain
import org.springframework.web.server.ServerWebExchange
import org.springframework.web.server.WebFilter
import reactor.core.publisher.Flux
import reactor.core.publisher.Mono

/** Suspending methods of Kotlin run on the loop from their first line to their last, whatever has resumed them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SuspendingControllersTest {
    @ParameterizedTest
    @ValueSource(strings = ["/suspend/first", "/suspend/delay", "/suspend/mono", "/suspend/elsewhere", "/suspend/flow", "/direct"])
    fun theLoopIsHeld(path: String) {
        assertThat(get(path)).isEqualTo("on the loop")
    }

    @ParameterizedTest
    @ValueSource(strings = ["/router", "/filtered"])
    fun theLoopIsHeldInARouterAndInAFilter(path: String) {
        assertThat(get(path)).isEqualTo("on the loop")
    }

    /** Also beside a method that does not suspend, and if no method is found. */
    @ParameterizedTest
    @ValueSource(strings = ["/failing", "/direct/failing", "/no/such/path"])
    fun theLoopIsHeldInAnExceptionHandler(path: String) {
        assertThat(get(path)).isEqualTo("on the loop")
    }

    /** As Spring sees to it where nobody gives a suspend method a dispatcher. */
    @Test
    fun theContextOfTheRequestIsThereAfterASuspension() {
        val seen = Flux.range(0, 20)
            .flatMap { i ->
                WebClient.create("http://localhost:${port()}").get().uri("/suspend/context").header("X-Place", "place $i")
                    .retrieve().bodyToMono(String::class.java).map { i to it }
            }
            .collectList().block()!!
        assertThat(seen).hasSize(20).allSatisfy { (i, places) -> assertThat(places).isEqualTo("place $i, place $i") }
    }

    @Test
    fun aFailureOfOneIsHandled() {
        client().get().uri("/suspend/failing").exchange().expectStatus().isEqualTo(HttpStatus.CONFLICT)
    }

    /**
     * Coroutines, plain methods, tasks and operators count in one plain field: no update is lost. For two seconds, or as
     * many as `-Dstress.seconds` says.
     */
    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    fun aFieldNeedsNoLock() {
        val counting = application.getBean(Application::class.java)
        val loop = application.getBean(Loop::class.java)
        val end = System.nanoTime() + Duration.ofSeconds(Integer.getInteger("stress.seconds", 2).toLong()).toNanos()
        val web = WebClient.create("http://localhost:${port()}")
        val tasks = loop.createTask<Int> {
            var own = 0
            while (System.nanoTime() < end) {
                counting.count()
                own++
                sleepMs(if (own % 10 == 0) 1 else 0)
            }
            own
        }
        val requests = Flux.generate { sink -> if (System.nanoTime() < end) sink.next(KINDS.random()) else sink.complete() }
            .flatMap({ path: String -> web.get().uri(path).retrieve().bodyToMono(Int::class.java) }, 32)
            .reduce(0, Int::plus)
            .block()!!
        val counted = tasks.toCompletableFuture().get() + requests
        assertThat(requests).isPositive()
        assertThat(loop.createTask<Int> { counting.counter }.toCompletableFuture().get()).isEqualTo(counted)
    }

    @EnableAutoConfiguration
    @RestController
    class Application(private val loop: Loop) {
        var counter = 0

        private fun place(): String {
            val held = loop.isCurrent && getRunningLoop() === loop
            return if (held) "on the loop" else "elsewhere: ${Thread.currentThread().name}"
        }

        fun count(): Int {
            val seen = counter
            Thread.yield()
            counter = seen + 1
            return 1
        }

        @GetMapping("/suspend/first")
        suspend fun first(): String = place().also { yield() }

        @GetMapping("/suspend/delay")
        suspend fun delayed(): String {
            delay(1)
            return place()
        }

        @GetMapping("/suspend/mono")
        suspend fun mono(): String {
            Mono.delay(Duration.ofMillis(1)).awaitSingle()
            return place()
        }

        @GetMapping("/suspend/elsewhere")
        suspend fun elsewhere(): String {
            val there = withContext(Dispatchers.IO) { loop.isCurrent }
            return if (there) "IO is the loop" else place()
        }

        @GetMapping("/direct")
        fun direct(): Mono<String> = ReactorAdapter.mono(loop) {
            sleepMs(1)
            place()
        }

        @GetMapping("/suspend/flow")
        suspend fun flowing(): Flow<String> {
            delay(1)
            val here = place()
            return flow { emit(here) }
        }

        @Bean
        fun placeOfRequest() = WebFilter { exchange, chain ->
            val place = exchange.request.headers.getFirst("X-Place")
            val handled = chain.filter(exchange)
            if (place == null) handled else handled.contextWrite { it.put(KEY, place) }
        }

        @GetMapping("/suspend/context")
        suspend fun context(): String {
            val before = PLACE.get()
            suspendCoroutine { coroutine ->
                CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS).execute { coroutine.resume(Unit) }
            }
            return "$before, ${PLACE.get()}"
        }

        @GetMapping("/suspend/failing")
        suspend fun failing(): String {
            delay(1)
            throw IllegalStateException(place())
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.CONFLICT)
        fun handle(failure: IllegalStateException): String = failure.message!!

        @Bean
        fun routes() = coRouter {
            GET("/router") {
                delay(SUSPENDS)
                ServerResponse.ok().bodyValueAndAwait(place())
            }
        }

        @Bean
        fun suspendingFilter() = WebFilter { exchange, chain ->
            if (exchange.request.path.value() == "/filtered") RecordingPlace().filter(exchange, chain) else chain.filter(exchange)
        }

        private inner class RecordingPlace : CoWebFilter() {
            override suspend fun filter(exchange: ServerWebExchange, chain: CoWebFilterChain) {
                delay(SUSPENDS)
                exchange.attributes["place"] = place()
                chain.filter(exchange)
            }
        }

        @GetMapping("/filtered")
        fun filtered(exchange: ServerWebExchange): String = exchange.getRequiredAttribute("place")

        @GetMapping("/failing")
        fun failingPlain(): String = throw NoSuchElementException()

        @GetMapping("/direct/failing")
        fun failingMono(): Mono<String> = Mono.error(NoSuchElementException())

        @ExceptionHandler
        suspend fun handleSuspending(failure: NoSuchElementException): String {
            delay(SUSPENDS)
            return place()
        }

        @GetMapping("/count/suspend")
        suspend fun countInCoroutine(): Int {
            val first = count()
            delay(1)
            return first + count()
        }

        @GetMapping("/count/plain")
        fun countPlain(): Int {
            val first = count()
            sleepMs(1)
            return first + count()
        }

        @GetMapping("/count/mono")
        fun countInMono(): Mono<Int> = Mono.fromSupplier { count() }

        @GetMapping("/count/task")
        fun countInTask() = createTask<Int> {
            sleepMs(1)
            count()
        }
    }

    @RestControllerAdvice
    class Advice(private val application: Application) {
        @ExceptionHandler
        @ResponseStatus(HttpStatus.OK)
        suspend fun handle(failure: NoResourceFoundException): String = application.handleSuspending(NoSuchElementException(failure))
    }

    companion object {
        private val KINDS = listOf("/count/suspend", "/count/plain", "/count/mono", "/count/task")

        /** Milliseconds; fewer may have passed before the coroutine has suspended, which then stays where it is. */
        private const val SUSPENDS = 50L

        private const val KEY = "place of request"
        private val PLACE = ThreadLocal<String>()

        private lateinit var application: ConfigurableApplicationContext

        @JvmStatic
        @BeforeAll
        fun start() {
            ContextRegistry.getInstance().registerThreadLocalAccessor(KEY, PLACE)
            application = SpringApplication.run(
                arrayOf<Class<*>>(Application::class.java, Advice::class.java),
                arrayOf(
                    "--server.port=0",
                    "--spring.main.banner-mode=off",
                    "--spring.reactor.context-propagation=auto",
                ),
            )
        }

        @JvmStatic
        @AfterAll
        fun stop() {
            application.close()
            ContextRegistry.getInstance().removeThreadLocalAccessor(KEY)
        }

        private fun port() = application.environment.getProperty("local.server.port")

        private fun client() = WebTestClient.bindToServer()
            .baseUrl("http://localhost:${port()}")
            .responseTimeout(Duration.ofSeconds(20))
            .build()

        private fun get(path: String) =
            client().get().uri(path).exchange().expectStatus().isOk
                .expectBody(String::class.java).returnResult().responseBody
    }
}
