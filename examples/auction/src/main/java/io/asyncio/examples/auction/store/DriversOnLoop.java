package io.asyncio.examples.auction.store;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;

import io.asyncio.Loop;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** PostgreSQL's driver on the loop's own thread. H2 has no event loop: it answers in the task that asks. */
@Configuration(proxyBeanMethods = false)
class DriversOnLoop {
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer postgresqlOnLoop(Loop loop) {
        return options -> {
            if ("postgresql".equals(options.build().getValue(DRIVER))) {
                options.option(LOOP_RESOURCES, AsyncioLoopResources.of(loop));
            }
        };
    }
}
