package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import java.security.Principal;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * A request on a loop whose parts arrive there, wherever they come from, as a new session comes from Reactor's own threads:
 * a method that takes one of them and returns a Mono is called on the loop, too.
 */
final class LoopExchange extends ServerWebExchangeDecorator {
    private final Loop loop;

    LoopExchange(ServerWebExchange exchange, Loop loop) {
        super(exchange);
        this.loop = loop;
    }

    @Override
    public Mono<WebSession> getSession() {
        return super.getSession().publishOn(loop.scheduler());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends Principal> Mono<T> getPrincipal() {
        return (Mono<T>) super.getPrincipal().publishOn(loop.scheduler());
    }

    @Override
    public Mono<MultiValueMap<String, String>> getFormData() {
        return super.getFormData().publishOn(loop.scheduler());
    }

    @Override
    public Mono<MultiValueMap<String, Part>> getMultipartData() {
        return super.getMultipartData().publishOn(loop.scheduler());
    }
}
