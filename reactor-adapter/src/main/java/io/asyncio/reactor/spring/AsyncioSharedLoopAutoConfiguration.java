package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;
import reactor.util.Logger;
import reactor.util.Loggers;

/**
 * Has the loop's own thread carry the web server and the clients of reactor-netty, as WebClient: whatever the application
 * does, in tasks, Monos, Fluxes or coroutines, is done on one thread, and its fields need no lock. Switched off by
 * {@code asyncio.webflux.share-loop=false}.
 */
@AutoConfiguration(
        after = AsyncioAutoConfiguration.class,
        beforeName = {
            "org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration",
            "org.springframework.boot.http.client.autoconfigure.reactive.ReactiveHttpClientAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass({ReactorResourceFactory.class, LoopResources.class})
@ConditionalOnSingleCandidate(Loop.class)
@ConditionalOnBooleanProperty(name = "asyncio.webflux.share-loop", matchIfMissing = true)
public class AsyncioSharedLoopAutoConfiguration {
    private static final Logger LOG = Loggers.getLogger(Loop.class);

    /** For Spring. */
    public AsyncioSharedLoopAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ReactorResourceFactory asyncioReactorResources(Loop loop) {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        try {
            resources.setLoopResources(AsyncioLoopResources.of(loop));
            resources.setUseGlobalResources(false);
            LOG.info("1 event loop carries the web server, its handlers and its clients: a thread for all, in place of"
                    + " one for each core; off by asyncio.webflux.share-loop=false");
        } catch (IllegalStateException runsElsewhere) {
            LOG.info("The web server has threads of its own: {}", runsElsewhere.getMessage());
        }
        return resources;
    }
}
