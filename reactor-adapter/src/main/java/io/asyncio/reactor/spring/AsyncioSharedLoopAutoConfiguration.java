package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.reactor.netty.AsyncioLoopResources;
import io.asyncio.reactor.netty.LoopConnectionProvider;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.server.WebFilter;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

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
    private static final int CONNECTIONS_OF_A_LOOP =
            500; // to one host, as Spring's own pool has; Reactor Netty's have 16

    private static final Log LOG = LogFactory.getLog(Loop.class); // as Spring does: never to System.out by itself

    /** For Spring. */
    public AsyncioSharedLoopAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    ReactorResourceFactory asyncioReactorResources(ApplicationLoops loops) {
        ReactorResourceFactory resources = new ReactorResourceFactory();
        LoopGroup group = loops.groupOrNull();
        try {
            if (group == null) {
                resources.setLoopResources(AsyncioLoopResources.of(loops.callers()));
            } else {
                resources.setLoopResources(AsyncioLoopResources.of(group));
                resources.setConnectionProvider(LoopConnectionProvider.of(
                        group, loop -> ConnectionProvider.create(loop.name(), CONNECTIONS_OF_A_LOOP)));
            }
            resources.setUseGlobalResources(false);
            LOG.info(toldAtStart(loops.all().size()));
        } catch (IllegalStateException runsElsewhere) {
            LOG.info("The web server has threads of its own: " + runsElsewhere.getMessage());
        }
        return resources;
    }

    /** Those of suspending filters and routes: without a dispatcher each goes on in whatever thread has resumed it. */
    @Bean
    @ConditionalOnClass(name = "kotlinx.coroutines.reactor.SchedulerCoroutineDispatcher")
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebFilter asyncioCoroutinesOnLoop(ApplicationLoops loops) {
        return (exchange, chain) -> {
            if (loops.current().isPresent()) {
                SuspendMethods.dispatchOn(loops, exchange);
            }
            return chain.filter(exchange);
        };
    }

    private static String toldAtStart(int loops) {
        return loops == 1
                ? "1 event loop carries the web server, its handlers and its clients: a thread for all, in place of one for"
                        + " each core; more by asyncio.loops, off by asyncio.webflux.share-loop=false"
                : loops + " event loops carry the web server, its handlers and its clients, each connection on one of"
                        + " them: fields that several requests share belong to no loop; off by"
                        + " asyncio.webflux.share-loop=false";
    }
}
