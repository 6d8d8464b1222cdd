package io.asyncio.examples.auction.web;

import io.asyncio.examples.auction.house.BidNotRecordedException;
import io.asyncio.examples.auction.house.BidRefusedException;
import io.asyncio.examples.auction.house.HouseClosingException;
import io.asyncio.examples.auction.house.NoSuchAuctionException;
import io.asyncio.examples.auction.rates.RatesUnavailableException;
import io.asyncio.examples.auction.rates.UnknownCurrencyException;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** What goes wrong, as problem details (RFC 9457). */
@RestControllerAdvice
class Problems extends ResponseEntityExceptionHandler {
    private final MeterRegistry registry;

    Problems(MeterRegistry registry) {
        this.registry = registry;
    }

    /** What is wrong with one field of the request. */
    record Violation(String field, String message) {}

    @Override
    protected Mono<ResponseEntity<Object>> handleWebExchangeBindException(
            WebExchangeBindException e, HttpHeaders headers, HttpStatusCode status, ServerWebExchange exchange) {
        List<Violation> violations =
                e.getFieldErrors().stream().map(Problems::violation).toList();
        e.getBody().setType(type("invalid-request"));
        e.getBody().setProperty("violations", violations);
        return super.handleWebExchangeBindException(e, headers, status, exchange);
    }

    private static Violation violation(FieldError error) {
        String message = error.getDefaultMessage();
        return new Violation(error.getField(), message == null ? "is not valid" : message);
    }

    @ExceptionHandler
    ProblemDetail refused(BidRefusedException e) {
        String reason = e.reason().name().toLowerCase(Locale.ROOT);
        registry.counter("auction.bids.refused", "reason", reason).increment();
        ProblemDetail problem = problem(HttpStatus.CONFLICT, reason.replace('_', '-'), e);
        problem.setProperty("minimumCents", e.minimumCents());
        return problem;
    }

    @ExceptionHandler
    ProblemDetail notRecorded(BidNotRecordedException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "bid-not-recorded", e);
    }

    @ExceptionHandler
    ProblemDetail unknown(NoSuchAuctionException e) {
        return problem(HttpStatus.NOT_FOUND, "no-such-auction", e);
    }

    @ExceptionHandler
    ProblemDetail notLoggedIn(NotLoggedInException e) {
        return problem(HttpStatus.UNAUTHORIZED, "not-logged-in", e);
    }

    @ExceptionHandler
    ProblemDetail closing(HouseClosingException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "closing", e);
    }

    @ExceptionHandler
    ProblemDetail noRates(RatesUnavailableException e) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE, "no-rates", e);
    }

    @ExceptionHandler
    ProblemDetail unknownCurrency(UnknownCurrencyException e) {
        return problem(HttpStatus.NOT_FOUND, "unknown-currency", e);
    }

    private static ProblemDetail problem(HttpStatus status, String kind, Exception e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, e.getMessage());
        problem.setType(type(kind));
        return problem;
    }

    private static URI type(String kind) {
        return URI.create("urn:auction:" + kind);
    }
}
