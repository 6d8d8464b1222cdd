package io.asyncio.reactor.spring;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code asyncio.*} of an application.
 *
 * @param loops how many loops the application has
 * @param debug the debug mode of the loops
 * @param slowCallbackDuration from which duration on debug mode logs a callback
 * @param defaultSchedulers whether Reactor's default schedulers are the loops, in the whole JVM
 * @param webflux for WebFlux applications
 */
@ConfigurationProperties("asyncio")
public record AsyncioProperties(
        @DefaultValue("1") int loops,
        @DefaultValue("false") boolean debug,
        @DefaultValue("100ms") Duration slowCallbackDuration,
        @DefaultValue("false") boolean defaultSchedulers,
        @DefaultValue WebFlux webflux) {
    /**
     * The settings {@code asyncio.webflux.*}.
     *
     * @param controllersAsTasks whether controller methods whose result is no reactive type run as tasks of the loop
     * @param shareLoop whether the loops' own threads carry the web server and its clients
     */
    public record WebFlux(
            @DefaultValue("true") boolean controllersAsTasks,
            @DefaultValue("true") boolean shareLoop) {}
}
