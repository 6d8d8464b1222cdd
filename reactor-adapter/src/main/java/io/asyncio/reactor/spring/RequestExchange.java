package io.asyncio.reactor.spring;

import io.asyncio.TaskOptions;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/** A request whose parts arrive in tasks with the request's Reactor context: what is called with them may suspend. */
final class RequestExchange extends ScheduledExchange {
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
                return super.getBody().publishOn(scheduler());
            }
        };
    }

    @Override
    Scheduler scheduler() {
        TaskOptions options = TaskOptions.defaults().withReactorContext(context);
        return Schedulers.fromExecutorService(new RequestExecutor(loops, options));
    }

    @Override
    public ServerHttpRequest getRequest() {
        return request;
    }
}
