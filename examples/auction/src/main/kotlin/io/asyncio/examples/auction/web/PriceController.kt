package io.asyncio.examples.auction.web

import io.asyncio.examples.auction.house.House
import io.asyncio.examples.auction.rates.ExchangeRates
import io.asyncio.examples.auction.rates.Settlements
import java.math.BigDecimal
import java.util.UUID
import org.slf4j.LoggerFactory
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.PathVariable
import org.springframework.web.bind.annotation.RequestParam
import org.springframework.web.bind.annotation.RestController

/** By suspend functions, on the same loop. */
@RestController
class PriceController(private val house: House, private val rates: ExchangeRates) {
    /** The price that the auction has once the [rate] is known. */
    class Price(val currency: String, val rate: BigDecimal, val cents: Long)

    @GetMapping("/api/auctions/{id}/price")
    suspend fun price(@PathVariable id: UUID, @RequestParam currency: String): Price {
        LOG.debug("asking for {}", currency)
        val rate = rates.rate(currency)
        LOG.debug("{} is {}", currency, rate)
        val cents = house.view(id).cents()
        return Price(currency, rate, Settlements.converted(cents, rate))
    }

    private companion object {
        val LOG = LoggerFactory.getLogger(PriceController::class.java)
    }
}
