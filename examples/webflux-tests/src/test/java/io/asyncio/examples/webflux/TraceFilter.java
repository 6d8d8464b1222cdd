package io.asyncio.examples.webflux;

import io.micrometer.context.ContextRegistry;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Puts the request's trace into its Reactor context, from where it gets into the log of whichever thread or task. */
@Component
class TraceFilter implements WebFilter {
    private static final String KEY = "trace";

    TraceFilter() {
        ContextRegistry.getInstance()
                .registerThreadLocalAccessor(
                        KEY, () -> MDC.get(KEY), value -> MDC.put(KEY, value), () -> MDC.remove(KEY));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String trace = exchange.getRequest().getHeaders().getFirst("X-Trace");
        Mono<Void> handled = chain.filter(exchange);
        return trace == null ? handled : handled.contextWrite(context -> context.put(KEY, trace));
    }
}
