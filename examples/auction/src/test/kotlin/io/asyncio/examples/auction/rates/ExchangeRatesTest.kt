package io.asyncio.examples.auction.rates

import io.asyncio.examples.auction.RunningHouse
import io.asyncio.examples.auction.RunningHouse.awaitThat
import io.asyncio.examples.auction.RunningHouse.get
import io.asyncio.examples.auction.house.Offer
import io.asyncio.kotlin.task
import java.time.Duration
import java.util.UUID
import java.util.concurrent.atomic.AtomicInteger
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.Timeout
import reactor.core.publisher.Mono
import reactor.netty.DisposableServer
import reactor.netty.http.server.HttpServer
import reactor.netty.http.server.HttpServerResponse

/** Suspend functions before a service of rates that fails, hangs, or is away. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExchangeRatesTest {
    private val asked = AtomicInteger()
    private var service: DisposableServer? = null

    @AfterEach
    fun stop() {
        service?.disposeNow()
    }

    /** Answers the [number]th request; the first is 1. */
    private fun houseWith(answer: (number: Int, HttpServerResponse) -> Mono<Void>): RunningHouse {
        val started = HttpServer.create().host("localhost").port(0)
            .route { it.get("/{currency}") { _, response -> answer(asked.incrementAndGet(), response) } }
            .bindNow()
        service = started
        return houseThatAsks("http://localhost:${started.port()}")
    }

    private fun houseThatAsks(url: String) = RunningHouse.start(
        "--auction.rates.url=$url",
        "--auction.rates.timeout=200ms",
        "--auction.rates.backoff=10ms",
        "--auction.rates.retries=3",
    )

    private fun HttpServerResponse.rate(rate: String): Mono<Void> =
        header("Content-Type", "application/json").sendString(Mono.just("""{"rate":$rate}""")).then()

    private fun RunningHouse.price(): Int {
        val auction = open("Lamp", Duration.ofHours(1))
        return client().get().uri("/api/auctions/{id}/price?currency=USD", auction)
            .exchange().returnResult(String::class.java).status.value()
    }

    @Test
    fun `a service that fails twice is asked again`() {
        houseWith { number, response ->
            if (number <= 2) response.status(500).send() else response.rate("1.25")
        }.use { house ->
            val auction = house.open("Lamp", Duration.ofHours(1))
            assertThat(get(house.client(), "/api/auctions/{id}/price?currency=USD", auction)).contains("\"cents\":1250")
            assertThat(asked).hasValue(3)
        }
    }

    @Test
    fun `a service that hangs is left, and asked again`() {
        houseWith { number, response -> if (number == 1) Mono.never() else response.rate("1.25") }.use { house ->
            assertThat(house.price()).isEqualTo(200)
            assertThat(asked).hasValue(2)
        }
    }

    @Test
    fun `a service that never answers well is given up`() {
        houseWith { _, response -> response.status(503).send() }.use { house ->
            assertThat(house.price()).isEqualTo(503)
            assertThat(asked).hasValue(4)
        }
    }

    @Test
    fun `what is no passing failure is not tried again`() {
        houseWith { _, response -> response.sendNotFound() }.use { house ->
            assertThat(house.price()).isEqualTo(404)
            assertThat(asked).hasValue(1)
        }
    }

    @Test
    fun `a service that is away is no harm to bids, and a settlement waits for it`() {
        val port = HttpServer.create().host("localhost").port(0).bindNow().also { it.disposeNow() }.port()
        houseThatAsks("http://localhost:$port").use { house ->
            val auction = house.open("Lamp", Duration.ofHours(1))
            house.onLoop { house.house().bid(Offer(UUID.randomUUID(), auction, "ann", 1000)) }
            house.clock().putOn(Duration.ofHours(2))
            assertThat(get(house.client(), "/api/auctions/{id}/end", auction)).contains("\"leader\":\"ann\"")
            service = HttpServer.create().host("localhost").port(port)
                .route { it.get("/{currency}") { _, response -> response.rate("2") } }
                .bindNow()
            awaitThat("settled") { get(house.client(), "/api/auctions/{id}", auction).contains("\"convertedCents\":2000") }
        }
    }

    /** Whatever has resumed it, a Mono of WebClient or a timer. */
    @Test
    fun `a coroutine that has asked is on the loop`() {
        houseWith { number, response -> if (number == 1) Mono.never() else response.rate("1.25") }.use { house ->
            val loop = house.loop()
            val rates = house.bean(ExchangeRates::class.java)
            val onLoop = loop.task {
                rates.rate("USD")
                loop.isCurrent
            }
            assertThat(onLoop.toCompletableFuture().get()).isTrue()
        }
    }

    @Test
    fun `half a cent goes to the even neighbour`() {
        assertThat(Settlements.converted(1, "0.5".toBigDecimal())).isEqualTo(0)
        assertThat(Settlements.converted(3, "0.5".toBigDecimal())).isEqualTo(2)
        assertThat(Settlements.converted(1000, "1.095".toBigDecimal())).isEqualTo(1095)
    }
}
