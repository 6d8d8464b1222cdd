package io.asyncio.examples.auction;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** An auction house: {@code mvn -q compile exec:exec -pl examples/auction -am}, then open the page that the log names. */
@SpringBootApplication
@EnableConfigurationProperties(AuctionProperties.class)
public class AuctionApplication {
    public static void main(String[] args) {
        SpringApplication.run(AuctionApplication.class, args);
    }
}
