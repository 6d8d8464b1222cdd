package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import kotlin.coroutines.ContinuationInterceptor;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.reactor.SchedulerCoroutineDispatcher;
import org.jspecify.annotations.Nullable;
import org.springframework.core.PropagationContextElement;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.CoWebFilter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Hooks;

/**
 * What suspends in Kotlin for a request, methods of controllers, exception handlers, routes and filters, goes on on the
 * loop. Without a dispatcher, as Spring calls them, each goes on in whatever thread has resumed it, after {@code delay} in
 * one of kotlinx's own.
 */
final class SuspendMethods {
    private static final boolean ARE_POSSIBLE = ClassUtils.isPresent(
            "kotlinx.coroutines.reactor.SchedulerCoroutineDispatcher", SuspendMethods.class.getClassLoader());

    private SuspendMethods() {}

    /** Before any method is called for {@code exchange}; a dispatcher that a filter has chosen stays. */
    static void dispatchOn(ApplicationLoops loops, ServerWebExchange exchange) {
        if (ARE_POSSIBLE) {
            Dispatching.on(loops.callers(), exchange);
        }
    }

    /** Apart, as it needs kotlinx's classes. */
    private static final class Dispatching {
        static void on(Loop loop, ServerWebExchange exchange) {
            CoroutineContext filters = exchange.getAttribute(CoWebFilter.COROUTINE_CONTEXT_ATTRIBUTE);
            if (!hasDispatcher(filters)) {
                CoroutineContext onLoop = new SchedulerCoroutineDispatcher(loop.scheduler());
                exchange.getAttributes()
                        .put(
                                CoWebFilter.COROUTINE_CONTEXT_ATTRIBUTE,
                                (filters == null ? springsOwn() : filters).plus(onLoop));
            }
        }

        /** What Spring would give it by itself: without a context of anybody's, it sees to the thread-locals. */
        private static CoroutineContext springsOwn() {
            return Hooks.isAutomaticContextPropagationEnabled()
                    ? new PropagationContextElement()
                    : EmptyCoroutineContext.INSTANCE;
        }

        private static boolean hasDispatcher(@Nullable CoroutineContext context) {
            Object interceptor = context == null ? null : context.get(ContinuationInterceptor.Key);
            return interceptor != null && interceptor != Dispatchers.getUnconfined();
        }
    }
}
