package io.asyncio.reactor.spring;

import java.security.Principal;
import org.springframework.http.codec.multipart.Part;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** A request whose parts arrive on a scheduler, wherever they come from: a new session comes from Reactor's own threads. */
abstract class ScheduledExchange extends ServerWebExchangeDecorator {
    ScheduledExchange(ServerWebExchange exchange) {
        super(exchange);
    }

    /** Asked for each part that somebody asks for. */
    abstract Scheduler scheduler();

    @Override
    public Mono<WebSession> getSession() {
        return super.getSession().publishOn(scheduler());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends Principal> Mono<T> getPrincipal() {
        return (Mono<T>) super.getPrincipal().publishOn(scheduler());
    }

    @Override
    public Mono<MultiValueMap<String, String>> getFormData() {
        return super.getFormData().publishOn(scheduler());
    }

    @Override
    public Mono<MultiValueMap<String, Part>> getMultipartData() {
        return super.getMultipartData().publishOn(scheduler());
    }
}
