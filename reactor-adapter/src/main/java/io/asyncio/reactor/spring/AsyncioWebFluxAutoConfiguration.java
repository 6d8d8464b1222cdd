package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.Task;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.Order;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * Controller methods whose result is no reactive type, or a {@link Task}, run as tasks of the loop, where they may await
 * and make tasks. One that blocks its thread blocks the loop: it goes into {@code toThread}, or {@code asyncio.webflux.controllers-as-tasks} is set to
 * false.
 */
@AutoConfiguration(after = AsyncioAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebFluxConfigurer.class)
@ConditionalOnSingleCandidate(Loop.class)
@ConditionalOnBooleanProperty(name = "asyncio.webflux.controllers-as-tasks", matchIfMissing = true)
public class AsyncioWebFluxAutoConfiguration {
    private static final int AFTER_SPRING_BOOTS_AND_BEFORE_THE_APPLICATIONS = 1;

    /** For Spring. */
    public AsyncioWebFluxAutoConfiguration() {}

    @Bean
    @Order(AFTER_SPRING_BOOTS_AND_BEFORE_THE_APPLICATIONS)
    WebFluxConfigurer asyncioControllersAsTasks(Loop loop, ObjectProvider<ReactiveAdapterRegistry> registries) {
        return new WebFluxConfigurer() {
            @Override
            public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
                configurer
                        .setExecutor(new LoopTaskExecutor(loop))
                        .setControllerMethodPredicate(method -> runsAsTask(method, registries));
            }
        };
    }

    /**
     * As Spring chooses what blocks, and beside it methods that return a task: so that is awaited on the loop, before its
     * failure could be found to be nobody's.
     */
    private static boolean runsAsTask(HandlerMethod method, ObjectProvider<ReactiveAdapterRegistry> registries) {
        Class<?> result = method.getReturnType().getParameterType();
        return result == Task.class
                || (registries.stream().allMatch(registry -> registry.getAdapter(result) == null)
                        && !KotlinDetector.isSuspendingFunction(method.getMethod()));
    }
}
