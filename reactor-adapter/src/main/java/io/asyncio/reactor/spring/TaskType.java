package io.asyncio.reactor.spring;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    /** The shared registry outlives applications: those that run now, the latest one last. */
    private static final List<ApplicationLoops> LIVE = new ArrayList<>();

    private final ApplicationLoops loops;
    private final ObjectProvider<ReactiveAdapterRegistry> registries;

    TaskType(ApplicationLoops loops, ObjectProvider<ReactiveAdapterRegistry> registries) {
        this.loops = loops;
        this.registries = registries;
    }

    @Override
    public void afterSingletonsInstantiated() {
        registries.forEach(registry -> register(registry, loops::callers));
        began(loops);
    }

    /** Before there are beans, as what looks at their methods asks the registry. */
    static void registerShared() {
        if (SHARED_REGISTERED.compareAndSet(false, true)) {
            register(ReactiveAdapterRegistry.getSharedInstance(), TaskType::sharedLoop);
        }
    }

    @Override
    public void destroy() {
        ended(loops);
    }

    /** From any thread, as {@link #ended} is. */
    static void began(ApplicationLoops loops) {
        synchronized (LIVE) {
            LIVE.remove(loops);
            LIVE.add(loops);
        }
    }

    static void ended(ApplicationLoops loops) {
        synchronized (LIVE) {
            LIVE.remove(loops);
        }
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

    /** The caller's, else one of the latest application that runs. */
    private static Loop sharedLoop() {
        try {
            return Asyncio.getRunningLoop();
        } catch (NoRunningLoopException elsewhere) {
            return latest().callers();
        }
    }

    private static ApplicationLoops latest() {
        synchronized (LIVE) {
            if (LIVE.isEmpty()) {
                throw new IllegalStateException(
                        "No application with an event loop runs: make a task by loop.createTask(...)");
            }
            return LIVE.get(LIVE.size() - 1);
        }
    }
}
