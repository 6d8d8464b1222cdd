package io.asyncio.examples.webflux;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * News by long polling: {@code curl localhost:8080/news} waits until somebody says
 * {@code curl -d 'It rains' -H 'Content-Type: text/plain' localhost:8080/news}; {@code curl localhost:8080/actuator/asyncio}
 * shows who waits, and where.
 */
@SpringBootApplication
public class NewsApplication {
    public static void main(String[] args) {
        SpringApplication.run(NewsApplication.class, args);
    }
}
