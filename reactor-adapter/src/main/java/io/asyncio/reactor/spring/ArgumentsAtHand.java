package io.asyncio.reactor.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.method.ControllerAdviceBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ServerWebExchange;

/**
 * Which controller methods Spring calls in the stack that asks it to, here that of the request's task: there is no model to
 * be made, and no argument comes from elsewhere, as a body or a session does. Of what is not known to be at hand, the answer is no.
 */
final class ArgumentsAtHand implements Predicate<HandlerMethod> {
    private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(
            PathVariable.class, RequestParam.class, RequestHeader.class, CookieValue.class, RequestAttribute.class);
    private static final List<Class<?>> TYPES = List.of(
            ServerWebExchange.class, ServerHttpRequest.class, ServerHttpResponse.class, HttpMethod.class, Locale.class);
    private static final MethodFilter MAKES_MODEL =
            method -> AnnotatedElementUtils.hasAnnotation(method, ModelAttribute.class);

    private final Supplier<Boolean> doesAdviceMakeModel;
    private final Map<Method, Boolean> known = new ConcurrentHashMap<>();

    ArgumentsAtHand(Supplier<@Nullable ApplicationContext> application) {
        this.doesAdviceMakeModel = SingletonSupplier.of(() -> doesAdviceMakeModel(application.get()));
    }

    @Override
    public boolean test(HandlerMethod method) {
        return known.computeIfAbsent(method.getMethod(), unknown -> areAtHand(method));
    }

    private boolean areAtHand(HandlerMethod method) {
        return AnnotatedElementUtils.hasAnnotation(method.getMethod(), RequestMapping.class)
                && Arrays.stream(method.getMethodParameters()).allMatch(ArgumentsAtHand::isAtHand)
                && !makesModel(method.getBeanType())
                && !doesAdviceMakeModel.get();
    }

    private static boolean isAtHand(MethodParameter parameter) {
        return ANNOTATIONS.stream().anyMatch(parameter::hasParameterAnnotation)
                || (parameter.getParameterAnnotations().length == 0 && TYPES.contains(parameter.getParameterType()));
    }

    /** Asked of the application once, as it looks at all of its beans. */
    private static boolean doesAdviceMakeModel(@Nullable ApplicationContext context) {
        return context == null
                || ControllerAdviceBean.findAnnotatedBeans(context).stream()
                        .map(ControllerAdviceBean::getBeanType)
                        .filter(Objects::nonNull)
                        .anyMatch(ArgumentsAtHand::makesModel);
    }

    private static boolean makesModel(Class<?> type) {
        Class<?> own = ClassUtils.getUserClass(type);
        return AnnotatedElementUtils.hasAnnotation(own, SessionAttributes.class)
                || !MethodIntrospector.selectMethods(own, MAKES_MODEL).isEmpty();
    }
}
