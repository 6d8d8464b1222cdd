package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.getRunningLoop;

import io.asyncio.Coroutine;
import io.asyncio.Held;
import io.asyncio.Loop;
import io.asyncio.Semaphore;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.resilience.InvocationRejectedException;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.util.StringUtils;

/**
 * Limits how many tasks of a loop are in a method, or in a class: the others wait suspended, where Spring's limit blocks
 * the thread, hence the loop, for ever if those which are inside wait, too. All else is Spring's, and counted apart.
 */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
final class TaskLimitInterceptor extends DirectStyleInterceptor {
    private final ConfigurableBeanFactory beans;
    private final PerBean<Map<Scope, Semaphore>> limits = new PerBean<>();

    /** What is counted together, for one bean. */
    private record Scope(AnnotatedElement annotated, Loop loop) {}

    TaskLimitInterceptor(MethodInterceptor springs, ConfigurableBeanFactory beans, ObjectProvider<Loop> loops) {
        super(springs, loops);
        this.beans = beans;
    }

    @Override
    @Nullable
    Object around(MethodInvocation invocation, Coroutine<@Nullable Object> body) throws Exception {
        Object bean = bean(invocation);
        AnnotatedElement annotated = annotated(invocation);
        ConcurrencyLimit limit =
                Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(annotated, ConcurrencyLimit.class));
        int permits = permits(limit);
        if (permits < 0) {
            return body.await();
        }
        Semaphore semaphore = limits.computeIfAbsent(bean, ConcurrentHashMap::new)
                .computeIfAbsent(new Scope(annotated, getRunningLoop()), scope -> new Semaphore(permits));
        if (permits == 0 || (semaphore.locked() && limit.policy() == ConcurrencyLimit.ThrottlePolicy.REJECT)) {
            throw new InvocationRejectedException(
                    "At most " + permits + " tasks may be in " + DirectStyle.name(invocation) + " at a time", bean);
        }
        try (Held held = semaphore.hold()) {
            return body.await();
        }
    }

    /** The proxy, if that is all there is, as of an interface for HTTP. */
    private static Object bean(MethodInvocation invocation) {
        Object target = invocation.getThis();
        return target == null ? ((ProxyMethodInvocation) invocation).getProxy() : target;
    }

    private static AnnotatedElement annotated(MethodInvocation invocation) {
        Method method = DirectStyle.method(invocation);
        if (AnnotatedElementUtils.hasAnnotation(method, ConcurrencyLimit.class)) {
            return method;
        }
        Object target = invocation.getThis();
        return target == null ? method.getDeclaringClass() : target.getClass();
    }

    private int permits(ConcurrencyLimit limit) {
        String text = beans.resolveEmbeddedValue(limit.limitString());
        int permits = StringUtils.hasText(text) ? Integer.parseInt(text) : limit.limit();
        if (permits < -1) {
            throw new IllegalStateException(limit + " needs a limit: -1 for none, 0 for no call at all, or more");
        }
        return permits;
    }
}
