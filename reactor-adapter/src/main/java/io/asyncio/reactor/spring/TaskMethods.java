package io.asyncio.reactor.spring;

import io.asyncio.Task;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.method.HandlerMethod;

/**
 * Which controller methods run as tasks: as Spring chooses what blocks, and beside it methods that return a task. So that
 * one is awaited on the loop, before its failure could be found to be nobody's.
 */
final class TaskMethods implements Predicate<HandlerMethod> {
    private final ObjectProvider<ReactiveAdapterRegistry> registries;
    private final Map<Method, Boolean> known = new ConcurrentHashMap<>();

    TaskMethods(ObjectProvider<ReactiveAdapterRegistry> registries) {
        this.registries = registries;
    }

    @Override
    public boolean test(HandlerMethod method) {
        return known.computeIfAbsent(method.getMethod(), this::runsAsTask);
    }

    private boolean runsAsTask(Method method) {
        Class<?> result = method.getReturnType();
        return result == Task.class
                || (registries.stream().allMatch(registry -> registry.getAdapter(result) == null)
                        && !KotlinDetector.isSuspendingFunction(method));
    }
}
