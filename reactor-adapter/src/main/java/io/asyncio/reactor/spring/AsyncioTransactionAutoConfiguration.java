package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.interceptor.TransactionInterceptor;

/**
 * Transactional methods in direct style with a {@link org.springframework.transaction.ReactiveTransactionManager}, as for
 * R2DBC: plain methods that are called in a task, and methods that return a {@link io.asyncio.Task}.
 */
@AutoConfiguration(after = AsyncioAutoConfiguration.class)
@ConditionalOnClass(TransactionInterceptor.class)
public class AsyncioTransactionAutoConfiguration {
    /** For Spring. */
    public AsyncioTransactionAutoConfiguration() {}

    @Bean
    static TransactionsInTasks asyncioTransactionsInTasks(
            ConfigurableApplicationContext application, ObjectProvider<Loop> loops) {
        return new TransactionsInTasks(application, loops);
    }
}
