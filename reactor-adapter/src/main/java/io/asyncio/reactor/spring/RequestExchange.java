package io.asyncio.reactor.spring;

import io.asyncio.TaskOptions;
import java.security.Principal;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.codec.multipart.Part;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * A request whose parts arrive in tasks with the request's Reactor context, wherever they come from: what is called with
 * them may suspend.
 */
final class RequestExchange extends ServerWebExchangeDecorator {
    private final ApplicationLoops loops;
    private final ContextView context = RequestTask.contextOrEmpty();
    private final ServerHttpRequest request;

    /** In the task of the request. */
    RequestExchange(ServerWebExchange exchange, ApplicationLoops loops) {
        super(exchange);
        this.loops = loops;
        this.request = new ServerHttpRequestDecorator(exchange.getRequest()) {
            @Override
            public Flux<DataBuffer> getBody() {
                return super.getBody().publishOn(inTasks());
            }
        };
    }

    private Scheduler inTasks() {
        TaskOptions options = TaskOptions.defaults().withReactorContext(context);
        return Schedulers.fromExecutorService(new RequestExecutor(loops, options));
    }

    @Override
    public ServerHttpRequest getRequest() {
        return request;
    }

    @Override
    public Mono<WebSession> getSession() {
        return super.getSession().publishOn(inTasks());
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends Principal> Mono<T> getPrincipal() {
        return (Mono<T>) super.getPrincipal().publishOn(inTasks());
    }

    @Override
    public Mono<MultiValueMap<String, String>> getFormData() {
        return super.getFormData().publishOn(inTasks());
    }

    @Override
    public Mono<MultiValueMap<String, Part>> getMultipartData() {
        return super.getMultipartData().publishOn(inTasks());
    }
}
