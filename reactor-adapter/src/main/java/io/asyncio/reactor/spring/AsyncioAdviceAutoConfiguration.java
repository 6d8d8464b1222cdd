package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import org.springframework.aop.Advisor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.resilience.annotation.EnableResilientMethods;

/** {@code @Retryable}, {@code @ConcurrencyLimit} and {@code @Cacheable} on methods in direct style. */
@AutoConfiguration(after = AsyncioAutoConfiguration.class)
@ConditionalOnClass({Advisor.class, EnableResilientMethods.class})
public class AsyncioAdviceAutoConfiguration {
    /** For Spring. */
    public AsyncioAdviceAutoConfiguration() {}

    @Bean
    static ResilienceInTasks asyncioResilienceInTasks(
            ConfigurableApplicationContext application, ObjectProvider<Loop> loops) {
        return new ResilienceInTasks(application, loops);
    }

    @Bean
    @ConditionalOnSingleCandidate(CacheOperationSource.class)
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static SyncCaching asyncioSyncCaching(CacheOperationSource operations) {
        return new SyncCaching(operations);
    }
}
