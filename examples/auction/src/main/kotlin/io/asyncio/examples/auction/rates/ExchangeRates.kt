package io.asyncio.examples.auction.rates

import io.asyncio.Loop
import io.asyncio.examples.auction.AuctionProperties
import io.asyncio.examples.auction.PageAddress
import java.math.BigDecimal
import java.util.concurrent.TimeoutException
import kotlinx.coroutines.reactor.awaitSingle
import org.slf4j.LoggerFactory
import org.springframework.stereotype.Component
import org.springframework.web.reactive.function.client.WebClient
import org.springframework.web.reactive.function.client.WebClientRequestException
import org.springframework.web.reactive.function.client.WebClientResponseException
import org.springframework.web.reactive.function.client.bodyToMono
import reactor.core.Exceptions
import reactor.util.retry.Retry

/** The service has not answered, or not well, however often it was asked. */
class RatesUnavailableException(cause: Throwable) :
    RuntimeException("There are no exchange rates at the moment; ask again later", cause)

/** The service knows of no such currency. */
class UnknownCurrencyException(currency: String) : RuntimeException("There is no rate for $currency")

/** What a euro is worth, by a service that may be slow, or away: each try has a timeout, and is followed by others. */
@Component
class ExchangeRates(
    clients: WebClient.Builder,
    private val loop: Loop,
    private val address: PageAddress,
    properties: AuctionProperties,
) {
    private val settings = properties.rates()
    private val client = clients.build()

    suspend fun rate(currency: String): BigDecimal {
        val answer = client.get()
            .uri("${settings.url().ifEmpty { address.url() + "/stub/rates" }}/{currency}", currency)
            .retrieve()
            .bodyToMono<Rate>()
            .timeout(settings.timeout(), loop.scheduler()) // as all else here, on the loop
            .doOnError { LOG.debug("no rate for {}: {}", currency, it.toString()) }
            .retryWhen(
                Retry.backoff(settings.retries().toLong(), settings.backoff())
                    .filter(::mayPass)
                    .scheduler(loop.scheduler()),
            )
        return try {
            answer.awaitSingle().rate
        } catch (e: WebClientResponseException.NotFound) {
            throw UnknownCurrencyException(currency)
        } catch (e: RuntimeException) {
            throw if (Exceptions.isRetryExhausted(e)) RatesUnavailableException(e) else e
        }
    }

    private fun mayPass(failure: Throwable) =
        failure is TimeoutException || failure is WebClientRequestException ||
            failure is WebClientResponseException && failure.statusCode.is5xxServerError

    private class Rate(val rate: BigDecimal)

    private companion object {
        val LOG = LoggerFactory.getLogger(ExchangeRates::class.java)
    }
}
