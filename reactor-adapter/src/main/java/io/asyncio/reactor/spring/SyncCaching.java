package io.asyncio.reactor.spring;

import io.asyncio.Asyncio;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import java.lang.reflect.Method;
import java.util.Collection;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.Ordered;

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
        loop.callSoon(() -> complete(result, invocation));
        return result.await();
    }

    private static void complete(Future<@Nullable Object> result, MethodInvocation invocation) {
        try {
            Object value = invocation.proceed();
            if (!result.done()) {
                result.setResult(value);
            }
        } catch (Throwable e) {
            if (!result.done()) {
                result.setException(e instanceof NoRunningLoopException ? suspended(invocation, e) : e);
            }
        }
    }

    private static Throwable suspended(MethodInvocation invocation, Throwable refused) {
        return new IllegalStateException(
                DirectStyle.name(invocation)
                        + " cannot suspend, as its cache keeps a lock while it runs: have it return a"
                        + " Task or a Mono, or leave out sync = true",
                refused);
    }
}
