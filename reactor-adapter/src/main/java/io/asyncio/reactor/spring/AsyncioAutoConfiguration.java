package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ReactiveAdapterRegistry;

/** A loop, or several ({@code asyncio.loops}), that start and stop with the application, unless it has one of its own; tasks as a reactive type. */
@AutoConfiguration
@EnableConfigurationProperties(AsyncioProperties.class)
public class AsyncioAutoConfiguration {
    /** For Spring. */
    public AsyncioAutoConfiguration() {}

    @Bean
    static BeanFactoryPostProcessor asyncioSharedTaskType() {
        return beans -> TaskType.registerShared();
    }

    /** The loops, with the settings of the application. */
    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean({Loop.class, LoopGroup.class})
    LoopGroup asyncioLoopGroup(AsyncioProperties properties) {
        if (properties.loops() <= 0) {
            throw new IllegalArgumentException("asyncio.loops must be > 0, got " + properties.loops());
        }
        LoopGroup group = LoopGroup.create(properties.loops());
        for (Loop loop : group.loops()) {
            loop.setDebug(properties.debug());
            loop.setSlowCallbackDuration(properties.slowCallbackDuration());
        }
        return group;
    }

    /** The first loop: the only one, unless there are several. */
    @Bean(destroyMethod = "") // its group closes it
    @ConditionalOnMissingBean
    Loop asyncioLoop(LoopGroup group) {
        return group.loops().get(0);
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    ApplicationLoops asyncioApplicationLoops(Loop loop, ObjectProvider<LoopGroup> group) {
        return ApplicationLoops.of(loop, group.getIfUnique());
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    LoopLifecycle asyncioLoopLifecycle(ApplicationLoops loops) {
        return new LoopLifecycle(loops);
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    @ConditionalOnBooleanProperty("asyncio.default-schedulers")
    DefaultSchedulersLifecycle asyncioDefaultSchedulersLifecycle(ApplicationLoops loops) {
        return new DefaultSchedulersLifecycle(loops);
    }

    @Bean
    @ConditionalOnSingleCandidate(Loop.class)
    TaskType asyncioTaskType(ApplicationLoops loops, ObjectProvider<ReactiveAdapterRegistry> registries) {
        return new TaskType(loops, registries);
    }
}
