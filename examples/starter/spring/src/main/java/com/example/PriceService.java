package com.example;

import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Each request is a task, and all of them share one loop: a field needs no lock. */
@SpringBootApplication
@RestController
public class PriceService {
    private int asked;

    public static void main(String[] args) {
        SpringApplication.run(PriceService.class, args);
    }

    /** Asks two suppliers at once, for a second at most. */
    @GetMapping("/price/{item}")
    int price(@PathVariable String item) throws TimeoutException {
        asked++;
        List<Integer> quotes = waitFor(() -> gather(() -> quote(item, 1), () -> quote(item, 2)), 1);
        return Collections.min(quotes);
    }

    @GetMapping("/asked")
    int asked() {
        return asked;
    }

    /** Stands for a call over the network; no thread waits meanwhile. */
    private static int quote(String item, int supplier) {
        sleepMs(50);
        return item.length() * 100 + supplier;
    }
}
