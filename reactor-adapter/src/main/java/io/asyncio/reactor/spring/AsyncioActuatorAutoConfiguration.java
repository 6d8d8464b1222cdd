package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code asyncio}, if the application has Actuator and exposes it. */
@AutoConfiguration(after = AsyncioAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
public class AsyncioActuatorAutoConfiguration {
    /** For Spring. */
    public AsyncioActuatorAutoConfiguration() {}

    @Bean
    @ConditionalOnAvailableEndpoint // not on the class: Spring would look for it without Actuator
    AsyncioEndpoint asyncioEndpoint(Map<String, Loop> loops, Map<String, LoopGroup> groups) {
        return new AsyncioEndpoint(loops, groups);
    }
}
