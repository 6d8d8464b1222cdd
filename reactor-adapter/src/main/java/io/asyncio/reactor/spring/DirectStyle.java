package io.asyncio.reactor.spring;

import io.asyncio.Asyncio;
import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.NoRunningLoopException;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.lang.reflect.Method;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.Objects;
import java.util.concurrent.Future;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/** What advice asks about a method and its caller, to treat plain methods in tasks, and methods that return a task. */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
final class DirectStyle {
    private DirectStyle() {}

    static boolean returnsTask(Method method) {
        return method.getReturnType() == Task.class;
    }

    /** Whether the result is there when the method returns: all others but those that return a task are Spring's. */
    static boolean isPlain(Method method) {
        Class<?> result = method.getReturnType();
        return !KotlinDetector.isSuspendingFunction(method)
                && !Future.class.isAssignableFrom(result)
                && ReactiveAdapterRegistry.getSharedInstance().getAdapter(result) == null;
    }

    /** Whether the caller may suspend. */
    static boolean isCalledInTask() {
        try {
            Asyncio.currentTask();
            return true;
        } catch (NoRunningLoopException elsewhere) {
            return false;
        }
    }

    /** The task for a method that returns one: of the caller's loop, else of the application's. */
    static Task<?> createTask(ObjectProvider<Loop> loops, String name, Coroutine<@Nullable Object> body) {
        return loop(loops).createTask(TaskOptions.named(name), body);
    }

    private static Loop loop(ObjectProvider<Loop> loops) {
        try {
            return Asyncio.getRunningLoop();
        } catch (NoRunningLoopException elsewhere) {
            return loops.getObject();
        }
    }

    /** Of the task that a method has {@code made}. */
    static @Nullable Object awaitTask(@Nullable Object made, String name) throws Exception {
        return ((Task<?>) Objects.requireNonNull(made, name + " returned null for a Task")).await();
    }

    /** The one that is called, with its annotations: behind a proxy of an interface, the invocation has the interface's. */
    static Method method(MethodInvocation invocation) {
        Object target = invocation.getThis();
        return target == null
                ? invocation.getMethod()
                : AopUtils.getMostSpecificMethod(invocation.getMethod(), target.getClass());
    }

    static String name(MethodInvocation invocation) {
        Object target = invocation.getThis();
        return ClassUtils.getQualifiedMethodName(invocation.getMethod(), target == null ? null : target.getClass());
    }

    /** May be called several times for one invocation. */
    static @Nullable Object proceed(MethodInvocation invocation) throws Exception {
        MethodInvocation fresh =
                invocation instanceof ProxyMethodInvocation proxy ? proxy.invocableClone() : invocation;
        return proceed(fresh::proceed);
    }

    static @Nullable Object proceed(Proceeding proceeding) throws Exception {
        try {
            return proceeding.proceed();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UndeclaredThrowableException(e);
        }
    }

    /** What comes after an advice. */
    @FunctionalInterface
    interface Proceeding {
        @Nullable
        Object proceed() throws Throwable;
    }
}
