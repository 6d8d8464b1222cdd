package io.asyncio.examples.auction;

import io.micrometer.context.ContextRegistry;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Puts the id of the request's trace, as in W3C's header {@code traceparent}, into its Reactor context: from there it gets
 * into the log of each task, Mono and coroutine that works for the request. A request without one gets a new one. The
 * answer names it in {@code X-Trace-Id}.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class TraceFilter implements WebFilter {
    /** In the Reactor context and in the MDC. */
    public static final String KEY = "trace";

    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    TraceFilter() {
        ContextRegistry.getInstance()
                .registerThreadLocalAccessor(
                        KEY, () -> MDC.get(KEY), value -> MDC.put(KEY, value), () -> MDC.remove(KEY));
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String trace = traceOf(exchange.getRequest().getHeaders());
        exchange.getResponse().getHeaders().set("X-Trace-Id", trace);
        return chain.filter(exchange).contextWrite(context -> context.put(KEY, trace));
    }

    private static String traceOf(HttpHeaders headers) {
        @Nullable String parent = headers.getFirst("traceparent");
        Matcher matcher = TRACEPARENT.matcher(parent == null ? "" : parent);
        return matcher.matches()
                ? matcher.group(1)
                : UUID.randomUUID().toString().replace("-", "");
    }
}
