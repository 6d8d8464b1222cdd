package io.asyncio.examples.auction.web;

import java.math.BigDecimal;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Stands for a service on the internet that knows what a euro is worth. Its numbers are made up, and never change. */
@RestController
class StubRates {
    private static final Map<String, BigDecimal> RATES = Map.of(
            "USD", new BigDecimal("1.0950"),
            "GBP", new BigDecimal("0.8420"),
            "CHF", new BigDecimal("0.9610"));

    record Rate(String currency, BigDecimal rate) {}

    @GetMapping("/stub/rates/{currency}")
    Rate rate(@PathVariable String currency) {
        BigDecimal rate = RATES.get(currency);
        if (rate == null) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "no rate for " + currency);
        }
        return new Rate(currency, rate);
    }
}
