package io.asyncio.reactor.spring;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Advice around plain methods that are called in a task, and around methods that return a task; all else is Spring's. */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
abstract class DirectStyleInterceptor implements MethodInterceptor {
    private final MethodInterceptor springs;
    private final ObjectProvider<Loop> loops;

    DirectStyleInterceptor(MethodInterceptor springs, ObjectProvider<Loop> loops) {
        this.springs = springs;
        this.loops = loops;
    }

    @Override
    public final @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        Method method = invocation.getMethod();
        if (DirectStyle.returnsTask(method)) {
            String name = DirectStyle.name(invocation);
            return DirectStyle.createTask(
                    loops,
                    name,
                    () -> around(invocation, () -> DirectStyle.awaitTask(DirectStyle.proceed(invocation), name)));
        }
        return DirectStyle.isPlain(method) && DirectStyle.isCalledInTask()
                ? around(invocation, () -> DirectStyle.proceed(invocation))
                : springs.invoke(invocation);
    }

    /** In a task. {@code body} is what the method does, and may be awaited several times. */
    abstract @Nullable Object around(MethodInvocation invocation, Coroutine<@Nullable Object> body) throws Exception;
}
