package io.asyncio.examples.auction.rates

import io.asyncio.Coroutine
import io.asyncio.Loop
import io.asyncio.Task
import io.asyncio.examples.auction.AuctionProperties
import io.asyncio.examples.auction.house.Bid
import io.asyncio.examples.auction.house.Cashier
import io.asyncio.examples.auction.house.Lot
import io.asyncio.examples.auction.house.Records
import io.asyncio.examples.auction.house.Sale
import io.asyncio.kotlin.await
import io.asyncio.kotlin.task
import java.math.BigDecimal
import java.math.RoundingMode
import java.time.Clock
import java.time.temporal.ChronoUnit
import kotlinx.coroutines.CoroutineName
import org.slf4j.LoggerFactory
import org.springframework.stereotype.Component

/** Settles in a coroutine, which the house's task awaits, and which awaits the direct style of [Records]. */
@Component
class Settlements(
    private val loop: Loop,
    private val records: Records,
    private val rates: ExchangeRates,
    private val clock: Clock,
    private val properties: AuctionProperties,
) : Cashier {
    override fun settle(lot: Lot, winning: Bid): Task<Sale> =
        loop.task(CoroutineName("settling ${lot.title()}")) { sale(lot, winning) }

    private suspend fun sale(lot: Lot, winning: Bid): Sale {
        val before = Coroutine { records.sale(lot.id()) }.await()
        if (before.isPresent) {
            return before.get()
        }
        val currency = properties.rates().currency()
        val rate = rates.rate(currency)
        val now = clock.instant().truncatedTo(ChronoUnit.MILLIS)
        val sale = Sale(lot.id(), winning.bidder(), winning.cents(), currency, rate, converted(winning.cents(), rate), now)
        Coroutine { records.add(sale) }.await()
        LOG.debug("settled {}", sale)
        return sale
    }

    companion object {
        private val LOG = LoggerFactory.getLogger(Settlements::class.java)

        /** In whole cents, half of one to the even neighbour. */
        fun converted(cents: Long, rate: BigDecimal): Long =
            BigDecimal.valueOf(cents).multiply(rate).setScale(0, RoundingMode.HALF_EVEN).longValueExact()
    }
}
