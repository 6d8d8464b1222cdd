package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ReactiveAdapterRegistry;

/** A loop that starts and stops with the application, unless it has one of its own; tasks as a reactive type. */
@AutoConfiguration
@EnableConfigurationProperties(AsyncioProperties.class)
public class AsyncioAutoConfiguration {
    /** For Spring. */
    public AsyncioAutoConfiguration() {}

    @Bean
    static BeanFactoryPostProcessor asyncioSharedTaskType() {
        return beans -> TaskType.registerShared();
    }

    /** The loop, with the settings of the application. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    Loop asyncioLoop(AsyncioProperties properties) {
        Loop loop = Loop.create();
        loop.setDebug(properties.debug());
        loop.setSlowCallbackDuration(properties.slowCallbackDuration());
        return loop;
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    LoopLifecycle asyncioLoopLifecycle(Loop loop) {
        return new LoopLifecycle(loop);
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    @ConditionalOnBooleanProperty("asyncio.default-schedulers")
    DefaultSchedulersLifecycle asyncioDefaultSchedulersLifecycle(Loop loop) {
        return new DefaultSchedulersLifecycle(loop);
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    TaskType asyncioTaskType(Loop loop, ObjectProvider<ReactiveAdapterRegistry> registries) {
        return new TaskType(loop, registries);
    }
}
