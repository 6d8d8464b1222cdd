package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.withReactorContext;

import io.asyncio.Asyncio;
import io.asyncio.ExceptionContext;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import io.asyncio.reactor.ReactorContext;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicReference;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.Ordered;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Plain methods that are cached with {@code sync = true}: the cache keeps a lock while it calls them, and a task that
 * suspended there would leave the lock to the next task, which would stop the loop. So they are called in a callback.
 */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
final class SyncCaching extends StaticMethodMatcherPointcutAdvisor implements MethodInterceptor {
    private static final long serialVersionUID = 1;

    private final transient CacheOperationSource operations;

    SyncCaching(CacheOperationSource operations) {
        this.operations = operations;
        setAdvice(this);
        setOrder(Ordered.HIGHEST_PRECEDENCE);
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return DirectStyle.isPlain(method) && isSync(operations.getCacheOperations(method, targetClass));
    }

    private static boolean isSync(@Nullable Collection<CacheOperation> found) {
        return found != null && found.stream().anyMatch(one -> one instanceof CacheableOperation c && c.isSync());
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        if (!DirectStyle.isCalledInTask()) {
            return invocation.proceed();
        }
        Loop loop = Asyncio.getRunningLoop();
        Future<@Nullable Object> result = loop.createFuture();
        ContextView context = withThreadLocals(ReactorContext.current());
        loop.callSoon(() -> {
            if (!result.done()) { // else who waited was cancelled
                withReactorContext(context, () -> complete(result, invocation));
            }
        });
        return result.await();
    }

    /** {@code context} with the thread-locals of the caller that are registered with Micrometer. */
    private static ContextView withThreadLocals(ContextView context) {
        AtomicReference<ContextView> captured = new AtomicReference<>(context);
        Mono.deferContextual(now -> {
                    captured.set(now);
                    return Mono.empty();
                })
                .contextCapture()
                .contextWrite(Context.of(context))
                .subscribe();
        return captured.get();
    }

    private static void complete(Future<@Nullable Object> result, MethodInvocation invocation) {
        try {
            Object value = invocation.proceed();
            if (!result.done()) {
                result.setResult(value);
            }
        } catch (Throwable e) {
            if (result.done()) {
                String message = "Nobody waits any more for " + DirectStyle.name(invocation) + ", which failed";
                result.loop().callExceptionHandler(new ExceptionContext(message, e, null));
            } else {
                result.setException(e instanceof NoRunningLoopException ? outsideOfTask(invocation, e) : e);
            }
        }
    }

    private static Throwable outsideOfTask(MethodInvocation invocation, Throwable refused) {
        return new IllegalStateException(
                DirectStyle.name(invocation)
                        + " is called in a callback, not in a task, as its cache keeps a lock while it runs:"
                        + " have it return a Task or a Mono, or leave out sync = true",
                refused);
    }
}
