package io.asyncio.reactor.spring;

import io.asyncio.Awaitable;
import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.DelegatingTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.util.ClassUtils;

/**
 * Spring's interceptor, which also has direct style: with a {@link ReactiveTransactionManager}, a plain method runs in its
 * caller's task, and one that returns a task in a task of its own. All else is Spring's.
 */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
final class TaskTransactionInterceptor extends TransactionInterceptor {
    private static final long serialVersionUID = 1;

    private final transient ObjectProvider<Loop> loops;

    TaskTransactionInterceptor(ObjectProvider<Loop> loops) {
        this.loops = loops;
    }

    @Override
    protected @Nullable Object invokeWithinTransaction(
            Method method, @Nullable Class<?> targetClass, InvocationCallback invocation) throws Throwable {
        TransactionAttributeSource source = getTransactionAttributeSource();
        TransactionAttribute attribute = source == null ? null : source.getTransactionAttribute(method, targetClass);
        if (attribute == null || !(DirectStyle.returnsTask(method) || DirectStyle.isPlain(method))) {
            return super.invokeWithinTransaction(method, targetClass, invocation);
        }
        TransactionManager manager = determineTransactionManager(attribute, targetClass);
        String name = ClassUtils.getQualifiedMethodName(method, targetClass);
        if (!(manager instanceof ReactiveTransactionManager reactive)) {
            refuseTask(method, name);
            return super.invokeWithinTransaction(method, targetClass, invocation);
        }
        TaskTransaction transaction =
                new TaskTransaction(reactive, named(attribute, name), name, invocation::onRollback);
        return DirectStyle.returnsTask(method)
                ? task(transaction, name, invocation)
                : plain(transaction, method, name, invocation);
    }

    private static void refuseTask(Method method, String name) {
        if (Awaitable.class.isAssignableFrom(method.getReturnType())) {
            throw new IllegalStateException("The transaction of " + name + " would end before the "
                    + method.getReturnType().getSimpleName() + " that it returns: this transaction manager binds it to"
                    + " the thread of the call. Have a plain method do the work, and call that by toThread(...)");
        }
    }

    private static TransactionAttribute named(TransactionAttribute attribute, String name) {
        return attribute.getName() != null ? attribute : new NamedAttribute(attribute, name);
    }

    private static @Nullable Object plain(
            TaskTransaction transaction, Method method, String name, InvocationCallback invocation) {
        Class<?> result = method.getReturnType();
        if (Awaitable.class.isAssignableFrom(result)) {
            throw new IllegalStateException("The transaction of " + name + " would end before the "
                    + result.getSimpleName() + " that it returns: have it return a Task or the value itself");
        }
        if (!DirectStyle.isCalledInTask()) {
            throw new IllegalStateException("Cannot begin the transaction of " + name + " in thread '"
                    + Thread.currentThread().getName()
                    + "': as it returns no reactive type, it awaits its reactive transaction manager, which only a task of"
                    + " an event loop can. Call it by loop.createTask(...), or have it return a Task or Mono");
        }
        return transaction.run(() -> DirectStyle.proceed(invocation::proceedWithInvocation));
    }

    /** The method is called in the task, so that tasks which it makes have the transaction in their context. */
    private Task<?> task(TaskTransaction transaction, String name, InvocationCallback invocation) {
        Coroutine<@Nullable Object> body =
                () -> DirectStyle.awaitTask(DirectStyle.proceed(invocation::proceedWithInvocation), name);
        return DirectStyle.createTask(loops, name, () -> transaction.run(body));
    }

    /** As Spring names transactions. */
    private static final class NamedAttribute extends DelegatingTransactionAttribute {
        private static final long serialVersionUID = 1;

        private final String name;

        NamedAttribute(TransactionAttribute attribute, String name) {
            super(attribute);
            this.name = name;
        }

        @Override
        public String getName() {
            return name;
        }
    }
}
