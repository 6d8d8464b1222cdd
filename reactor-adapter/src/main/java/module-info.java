/**
 * Tasks as Mono and Flux, and back, for Reactor and Spring. Start at {@link io.asyncio.reactor.ReactorAdapter}.
 */
module io.asyncio.reactor {
    requires transitive io.asyncio;
    requires static micrometer.core;
    requires static io.netty.common;
    requires static io.netty.resolver;
    requires static io.netty.transport;
    requires static kotlin.stdlib;
    requires static kotlinx.coroutines.core;
    requires static kotlinx.coroutines.reactor;
    requires static lettuce.core;
    requires static org.apache.commons.logging;
    requires static org.jspecify;
    requires static reactor.blockhound;
    requires static reactor.netty.core;
    requires static spring.aop;
    requires static spring.beans;
    requires static spring.boot;
    requires static spring.boot.actuator;
    requires static spring.boot.actuator.autoconfigure;
    requires static spring.boot.autoconfigure;
    requires static spring.boot.webflux;
    requires static spring.context;
    requires static spring.core;
    requires static spring.tx;
    requires static spring.web;
    requires static spring.webflux;
    requires static spring.webmvc;

    exports io.asyncio.reactor;
    exports io.asyncio.reactor.lettuce;
    exports io.asyncio.reactor.netty;

    opens io.asyncio.reactor.spring; // Spring makes its beans by reflection

    provides reactor.blockhound.integration.BlockHoundIntegration with
            io.asyncio.reactor.LoopBlockHoundIntegration;
}
