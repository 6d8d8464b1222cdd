package io.asyncio.reactor.spring;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.reactor.ReactorAdapter;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Runs plain controller methods as tasks: one task for the request, in which Spring calls its {@code @InitBinder} and
 * {@code @ModelAttribute} methods, the method itself, and the {@code @ExceptionHandler} if it fails; all of them may
 * suspend. The task has the request's Reactor context, and is cancelled with the request.
 */
final class TaskHandlerAdapter extends RequestMappingHandlerAdapter {
    private final ApplicationLoops loops;
    private final Predicate<HandlerMethod> runsAsTask;
    private @Nullable ApplicationContext application; // set before the first request

    TaskHandlerAdapter(ApplicationLoops loops, Predicate<HandlerMethod> runsAsTask) {
        this.loops = loops;
        this.runsAsTask = runsAsTask;
    }

    @Override
    public void setApplicationContext(ApplicationContext application) {
        super.setApplicationContext(application);
        this.application = application;
    }

    /** What is called in the request's task anyway needs none of the scheduling by which Spring would see to it. */
    @Override
    public void setBlockingMethodPredicate(Predicate<HandlerMethod> blocking) {
        Predicate<HandlerMethod> isCalledAtOnce = runsAsTask.and(new ArgumentsAtHand(() -> application));
        super.setBlockingMethodPredicate(blocking.and(isCalledAtOnce.negate()));
    }

    @Override
    public Mono<HandlerResult> handle(ServerWebExchange exchange, Object handler) {
        SuspendMethods.dispatchOn(loops, exchange);
        Mono<HandlerResult> handled = handler instanceof HandlerMethod method && runsAsTask.test(method)
                ? inTask(() -> super.handle(new RequestExchange(exchange, loops), handler))
                : super.handle(onCallersLoop(exchange), handler);
        return handled.doOnNext(this::handleLateErrorsInTask);
    }

    private ServerWebExchange onCallersLoop(ServerWebExchange exchange) {
        Optional<Loop> loop = loops.current();
        return loop.isPresent() ? new LoopExchange(exchange, loop.get()) : exchange;
    }

    /** What fails before a method is found, as a request of no known path, or is left by a method's own handlers. */
    @Override
    public Mono<HandlerResult> handleError(ServerWebExchange exchange, Throwable error) {
        SuspendMethods.dispatchOn(loops, exchange);
        return errorInTask(error, () -> super.handleError(exchange, error));
    }

    /** Of a result that fails later, as a Mono, or while it is written. */
    private void handleLateErrorsInTask(HandlerResult result) {
        DispatchExceptionHandler handler = result.getExceptionHandler();
        if (handler != null) {
            result.setExceptionHandler(
                    (exchange, error) -> errorInTask(error, () -> handler.handleError(exchange, error)));
        }
    }

    /** An error that nobody handles is the request's, and no failure of the task that looked for a handler. */
    private Mono<HandlerResult> errorInTask(Throwable error, Coroutine<Mono<HandlerResult>> handling) {
        Mono<Mono<HandlerResult>> handled = ReactorAdapter.mono(loops.callers(), () -> {
            try {
                return Mono.justOrEmpty(ReactorAdapter.await(handling.await()));
            } catch (Throwable e) {
                if (e == error) {
                    return Mono.error(error);
                }
                throw e;
            }
        });
        return RequestTask.mark(handled.flatMap(Function.identity()));
    }

    @SuppressWarnings("NullAway") // the result is declared nullable, which NullAway does not see in a lambda
    private Mono<HandlerResult> inTask(Coroutine<Mono<HandlerResult>> handling) {
        Coroutine<@Nullable HandlerResult> body = () -> {
            try {
                return ReactorAdapter.await(handling.await());
            } catch (VirtualMachineError | LinkageError e) {
                throw FatalFailure.of(e);
            }
        };
        return RequestTask.mark(ReactorAdapter.mono(loops.callers(), body));
    }
}
