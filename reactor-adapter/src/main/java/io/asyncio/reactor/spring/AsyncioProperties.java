package io.asyncio.reactor.spring;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
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
 * @param view for the live view
 */
@ConfigurationProperties("asyncio")
public record AsyncioProperties(
        @DefaultValue("1") int loops,
        @DefaultValue("false") boolean debug,
        @DefaultValue("100ms") Duration slowCallbackDuration,
        @DefaultValue("false") boolean defaultSchedulers,
        @DefaultValue WebFlux webflux,
        @DefaultValue View view) {
    /**
     * The settings {@code asyncio.webflux.*}.
     *
     * @param controllersAsTasks whether controller methods whose result is no reactive type run as tasks of the loop
     * @param shareLoop whether the loops' own threads carry the web server and its clients
     */
    public record WebFlux(
            @DefaultValue("true") boolean controllersAsTasks,
            @DefaultValue("true") boolean shareLoop) {}

    /**
     * The settings {@code asyncio.view.*}.
     *
     * @param port a port of its own for the view, on the loopback address, which answers while a loop is blocked; none if null
     * @param mayCancel whether who looks may cancel tasks
     */
    public record View(
            @Nullable Integer port, @DefaultValue("false") boolean mayCancel) {}
}
