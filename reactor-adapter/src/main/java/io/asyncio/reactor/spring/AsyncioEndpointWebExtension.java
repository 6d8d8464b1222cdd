package io.asyncio.reactor.spring;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;
import reactor.core.publisher.Flux;

/**
 * {@code /actuator/asyncio/view}: the live view of the loops. Beside it stand {@code events}, which the page listens to, and
 * {@code cancel}, which is refused unless {@code asyncio.view.may-cancel} is set.
 */
@EndpointWebExtension(endpoint = AsyncioEndpoint.class)
public final class AsyncioEndpointWebExtension {
    private static final String HTML = "text/html";
    private static final String EVENTS = "text/event-stream";
    private static final String TEXT = "text/plain";
    private static final int FORBIDDEN = 403;

    private final LiveView view;
    private final Function<Flux<String>, Object> streaming;

    private AsyncioEndpointWebExtension(LiveView view, Function<Flux<String>, Object> streaming) {
        this.view = view;
        this.streaming = streaming;
    }

    static AsyncioEndpointWebExtension ofWebFlux(LiveView view) {
        return new AsyncioEndpointWebExtension(
                view, messages -> answer(messages, WebEndpointResponse.STATUS_OK, EVENTS));
    }

    static AsyncioEndpointWebExtension ofServlets(LiveView view) {
        return new AsyncioEndpointWebExtension(view, ServletEvents::of);
    }

    /** The page, or what it listens to. */
    @ReadOperation(produces = {HTML, EVENTS, TEXT})
    public Object part(@Selector String part) {
        return switch (part) {
            case "view" -> answer(view.feed().page(), WebEndpointResponse.STATUS_OK, HTML);
            case "events" -> streaming.apply(view.feed().messages());
            default -> answer("The page is asyncio/view", WebEndpointResponse.STATUS_NOT_FOUND, TEXT);
        };
    }

    /** Cancels a task for the page. */
    @WriteOperation
    public WebEndpointResponse<Object> change(@Selector String part, long task, @Nullable String token) {
        if (!part.equals("cancel")) {
            return answer(Map.of(), WebEndpointResponse.STATUS_NOT_FOUND);
        }
        try {
            boolean found = view.feed().cancel(task, token);
            return answer(
                    Map.of("found", found),
                    found ? WebEndpointResponse.STATUS_OK : WebEndpointResponse.STATUS_NOT_FOUND);
        } catch (SecurityException refused) {
            return answer(Map.of("refused", String.valueOf(refused.getMessage())), FORBIDDEN);
        }
    }

    private static WebEndpointResponse<Object> answer(Object body, int status) {
        return new WebEndpointResponse<>(body, status);
    }

    private static WebEndpointResponse<Object> answer(Object body, int status, String type) {
        return new WebEndpointResponse<>(body, status, MimeType.valueOf(type + ";charset=UTF-8"));
    }
}
