package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.webflux.autoconfigure.WebFluxRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.Order;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;

/**
 * Controller methods whose result is no reactive type, or a {@link Task}, run as tasks of the loop, where they may
 * await and make tasks. A method that blocks its thread blocks the loop: call what blocks by {@code toThread}, or set
 * {@code asyncio.webflux.controllers-as-tasks} to false.
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
    WebFluxConfigurer asyncioControllersAsTasks(
            ApplicationLoops loops, ObjectProvider<ReactiveAdapterRegistry> registries) {
        return new WebFluxConfigurer() {
            @Override
            public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
                configurer
                        .setExecutor(new RequestExecutor(loops, TaskOptions.defaults()))
                        .setControllerMethodPredicate(new TaskMethods(registries));
            }
        };
    }

    /** Without Spring Boot's part for WebFlux, methods are called in tasks, but what Spring calls beside them is not. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebFluxRegistrations.class)
    static class HandlersAsTasks {
        @Bean
        @ConditionalOnMissingBean
        WebFluxRegistrations asyncioHandlersAsTasks(
                ApplicationLoops loops, ObjectProvider<ReactiveAdapterRegistry> registries) {
            return new WebFluxRegistrations() {
                @Override
                public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
                    return new TaskHandlerAdapter(loops, new TaskMethods(registries));
                }
            };
        }
    }
}
