package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import java.util.Objects;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.resilience.annotation.ConcurrencyLimitBeanPostProcessor;
import org.springframework.resilience.annotation.RetryAnnotationBeanPostProcessor;
import org.springframework.resilience.retry.AbstractRetryInterceptor;

/** Puts the advice of tasks around Spring's for {@code @Retryable} and {@code @ConcurrencyLimit}, before that is used. */
final class ResilienceInTasks extends SpringsReplacement {
    ResilienceInTasks(ConfigurableApplicationContext application, ObjectProvider<Loop> loops) {
        super(application, loops);
    }

    @Override
    Object inPlaceOf(Object bean, String name) {
        if (bean.getClass() == RetryAnnotationBeanPostProcessor.class) {
            return new Retries((RetryAnnotationBeanPostProcessor) bean);
        }
        if (bean.getClass() == ConcurrencyLimitBeanPostProcessor.class) {
            return new Limits((ConcurrencyLimitBeanPostProcessor) bean);
        }
        return bean;
    }

    private static Advisor with(Advisor springs, MethodInterceptor interceptor) {
        return new DefaultPointcutAdvisor(((DefaultPointcutAdvisor) springs).getPointcut(), interceptor);
    }

    private final class Retries extends RetryAnnotationBeanPostProcessor {
        private static final long serialVersionUID = 1;

        Retries(RetryAnnotationBeanPostProcessor springs) {
            copyFrom(springs);
            setOrder(springs.getOrder());
            Advisor own = Objects.requireNonNull(advisor);
            advisor =
                    with(own, new TaskRetryInterceptor((AbstractRetryInterceptor) own.getAdvice(), application, loops));
        }
    }

    private final class Limits extends ConcurrencyLimitBeanPostProcessor {
        private static final long serialVersionUID = 1;

        Limits(ConcurrencyLimitBeanPostProcessor springs) {
            copyFrom(springs);
            setOrder(springs.getOrder());
            Advisor own = Objects.requireNonNull(advisor);
            advisor = with(
                    own,
                    new TaskLimitInterceptor((MethodInterceptor) own.getAdvice(), application.getBeanFactory(), loops));
        }
    }
}
