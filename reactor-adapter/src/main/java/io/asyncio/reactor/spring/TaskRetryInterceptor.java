package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;

import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Loop;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.resilience.retry.AbstractRetryInterceptor;
import org.springframework.resilience.retry.MethodRetryEvent;
import org.springframework.resilience.retry.MethodRetrySpec;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Retries plain methods in their caller's task, and methods that return a task in a task of its own: between attempts that
 * task sleeps, where Spring's retry blocks its thread, and a cancel ends it. All else is Spring's.
 */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
final class TaskRetryInterceptor extends DirectStyleInterceptor {
    private static final Method SPEC = Objects.requireNonNull(
            ReflectionUtils.findMethod(AbstractRetryInterceptor.class, "getRetrySpec", Method.class, Class.class));

    static {
        ReflectionUtils.makeAccessible(SPEC); // Spring's subclass, which reads the annotation, is private
    }

    private final AbstractRetryInterceptor springs;
    private final ApplicationEventPublisher events;

    TaskRetryInterceptor(
            AbstractRetryInterceptor springs, ApplicationEventPublisher events, ObjectProvider<Loop> loops) {
        super(springs, loops);
        this.springs = springs;
        this.events = events;
    }

    @Override
    @Nullable
    Object around(MethodInvocation invocation, Coroutine<@Nullable Object> attempt) throws Exception {
        MethodRetrySpec spec = spec(invocation);
        RetryPolicy policy = policy(spec, invocation.getMethod());
        BackOffExecution delays = policy.getBackOff().start();
        double end = spec.timeout().isZero() ? Double.POSITIVE_INFINITY : after(spec.timeout());
        while (true) {
            try {
                return attempt.await();
            } catch (CancelledError cancel) {
                throw cancel;
            } catch (Throwable failure) {
                events.publishEvent(new MethodRetryEvent(invocation, failure, false));
                long delay = policy.shouldRetry(failure) ? delays.nextBackOff() : BackOffExecution.STOP;
                if (delay == BackOffExecution.STOP || after(Duration.ofMillis(delay)) >= end) {
                    events.publishEvent(new MethodRetryEvent(invocation, failure, true));
                    throw failure;
                }
                sleep(Duration.ofMillis(delay));
            }
        }
    }

    private static double after(Duration delay) {
        return getRunningLoop().time() + delay.getSeconds() + delay.getNano() / 1e9;
    }

    private MethodRetrySpec spec(MethodInvocation invocation) {
        Method method = DirectStyle.method(invocation);
        Object target = invocation.getThis();
        Class<?> type = target == null ? method.getDeclaringClass() : target.getClass();
        return (MethodRetrySpec)
                Objects.requireNonNull(ReflectionUtils.invokeMethod(SPEC, springs, method, type), "@Retryable");
    }

    private static RetryPolicy policy(MethodRetrySpec spec, Method method) {
        return RetryPolicy.builder()
                .includes(spec.includes())
                .excludes(spec.excludes())
                .predicate(spec.predicate().forMethod(method))
                .maxRetries(spec.maxRetries())
                .delay(spec.delay())
                .jitter(spec.jitter())
                .multiplier(spec.multiplier())
                .maxDelay(spec.maxDelay())
                .build();
    }
}
