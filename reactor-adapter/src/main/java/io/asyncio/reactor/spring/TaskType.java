package io.asyncio.reactor.spring;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Makes {@link Task} a reactive type of Spring. Who is given a task owns it: a client that goes away cancels the task
 * that a controller has returned.
 */
final class TaskType implements SmartInitializingSingleton, DisposableBean {
    private static final AtomicBoolean SHARED_REGISTERED = new AtomicBoolean();
    /** The shared registry outlives applications: its tasks are made on the loop of the latest one. */
    private static final AtomicReference<@Nullable ApplicationLoops> SHARED_LOOPS = new AtomicReference<>();

    private final ApplicationLoops loops;
    private final ObjectProvider<ReactiveAdapterRegistry> registries;

    TaskType(ApplicationLoops loops, ObjectProvider<ReactiveAdapterRegistry> registries) {
        this.loops = loops;
        this.registries = registries;
    }

    @Override
    public void afterSingletonsInstantiated() {
        registries.forEach(registry -> register(registry, loops::callers));
        SHARED_LOOPS.set(loops);
    }

    /** Before there are beans, as what looks at their methods asks the registry. */
    static void registerShared() {
        if (SHARED_REGISTERED.compareAndSet(false, true)) {
            register(ReactiveAdapterRegistry.getSharedInstance(), TaskType::sharedLoop);
        }
    }

    @Override
    public void destroy() {
        SHARED_LOOPS.compareAndSet(loops, null);
    }

    private static void register(ReactiveAdapterRegistry registry, Supplier<Loop> loop) {
        registry.registerReactiveType(
                ReactiveTypeDescriptor.nonDeferredAsyncValue(
                        Task.class, () -> loop.get().createTask(() -> {})),
                task -> owned((Task<?>) task),
                publisher -> ReactorAdapter.toTask(loop.get(), Mono.from((Publisher<?>) publisher)));
    }

    private static <T> Mono<T> owned(Task<T> task) {
        return ReactorAdapter.toMono(task)
                .onErrorMap(Exceptions::isJvmFatal, FatalFailure::of)
                .doOnCancel(task::cancel);
    }

    private static Loop sharedLoop() {
        ApplicationLoops loops = SHARED_LOOPS.get();
        if (loops == null) {
            throw new IllegalStateException(
                    "No application with an event loop runs: make a task by loop.createTask(...)");
        }
        return loops.callers();
    }
}
