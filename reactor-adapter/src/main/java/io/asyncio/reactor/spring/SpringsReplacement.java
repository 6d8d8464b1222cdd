package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.PriorityOrdered;

/** Puts beans of ours in the place of Spring's own, before anything uses those. */
abstract class SpringsReplacement implements BeanPostProcessor, PriorityOrdered {
    final ConfigurableApplicationContext application;
    final ObjectProvider<Loop> loops;

    SpringsReplacement(ConfigurableApplicationContext application, ObjectProvider<Loop> loops) {
        this.application = application;
        this.loops = loops;
    }

    /** Ours, not yet initialised; {@code bean} itself where there is none. */
    abstract Object inPlaceOf(Object bean, String name);

    @Override
    public final int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public final Object postProcessAfterInitialization(Object bean, String name) {
        Object ours = inPlaceOf(bean, name);
        return ours == bean ? bean : application.getBeanFactory().initializeBean(ours, name);
    }
}
