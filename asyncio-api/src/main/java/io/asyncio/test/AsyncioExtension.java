package io.asyncio.test;

import io.asyncio.Loop;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit 5 extension behind {@link AsyncioTest}. On a class it makes every test method, parameterised ones too, run
 * as a task in virtual time.
 */
public final class AsyncioExtension
        implements BeforeEachCallback, AfterEachCallback, ParameterResolver, InvocationInterceptor {
    private static final Namespace NAMESPACE = Namespace.create(AsyncioExtension.class);

    /** Called by JUnit. */
    public AsyncioExtension() {}

    @Override
    public void beforeEach(ExtensionContext context) {
        Optional<AsyncioTest> options =
                AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), AsyncioTest.class);
        boolean virtualTime = !options.map(AsyncioTest::realTime).orElse(false);
        Duration limit = options.map(AsyncioExtension::limitOf).orElse(VirtualTimeLoop.LIMIT);
        context.getStore(NAMESPACE).put(CheckedLoop.class, new CheckedLoop(virtualTime, limit));
    }

    private static Duration limitOf(AsyncioTest test) {
        double seconds = test.timeoutSeconds();
        if (!(seconds > 0)) { // also what is no number
            throw new IllegalArgumentException("@AsyncioTest(timeoutSeconds = " + seconds
                    + "): give a positive number of seconds, or none for " + VirtualTimeLoop.LIMIT.toSeconds());
        }
        return Duration.ofMillis(Math.max(1, (long) (seconds * 1e3)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        CheckedLoop checked = context.getStore(NAMESPACE).remove(CheckedLoop.class, CheckedLoop.class);
        if (checked != null) {
            checked.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Loop.class && find(context) != null;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return loopOf(context).loop;
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, context);
    }

    private static void run(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        Optional<Throwable> thrown = loopOf(context).run(() -> proceed(invocation));
        if (thrown.isPresent()) {
            throw thrown.get();
        }
    }

    /** An invocation may throw anything, a task's body exceptions only. */
    private static Optional<Throwable> proceed(Invocation<@Nullable Void> invocation) {
        try {
            invocation.proceed();
            return Optional.empty();
        } catch (Throwable e) {
            return Optional.of(e);
        }
    }

    private static @Nullable CheckedLoop find(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(CheckedLoop.class, CheckedLoop.class);
    }

    private static CheckedLoop loopOf(ExtensionContext context) {
        return Objects.requireNonNull(find(context), "the extension's beforeEach has not run");
    }
}
