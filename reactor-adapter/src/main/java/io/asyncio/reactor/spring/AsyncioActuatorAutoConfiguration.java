package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import java.util.Map;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code asyncio} with the live view, if the application has Actuator and exposes it. */
@AutoConfiguration(after = AsyncioViewAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
public class AsyncioActuatorAutoConfiguration {
    /** For Spring. */
    public AsyncioActuatorAutoConfiguration() {}

    @Bean
    @ConditionalOnAvailableEndpoint // not on the class: Spring would look for it without Actuator
    AsyncioEndpoint asyncioEndpoint(Map<String, Loop> loops, Map<String, LoopGroup> groups) {
        return new AsyncioEndpoint(loops, groups);
    }

    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = AsyncioEndpoint.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    AsyncioEndpointWebExtension asyncioWebFluxEndpoint(LiveView view) {
        return AsyncioEndpointWebExtension.ofWebFlux(view);
    }

    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = AsyncioEndpoint.class)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    AsyncioEndpointWebExtension asyncioServletEndpoint(LiveView view) {
        return AsyncioEndpointWebExtension.ofServlets(view);
    }
}
