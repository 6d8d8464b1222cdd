package io.asyncio.reactor.spring;

import java.io.IOException;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** Messages as Spring MVC streams them. A class of its own, as only servlet applications have what it needs. */
final class ServletEvents {
    private static final long NO_TIMEOUT = 0;

    private ServletEvents() {}

    /** A browser that reads slowly blocks a thread that may be blocked, and is told less often. */
    static Object of(Flux<String> messages) {
        SseEmitter emitter = new SseEmitter(NO_TIMEOUT);
        Disposable listening = messages.publishOn(Schedulers.boundedElastic(), 1)
                .takeWhile(message -> told(() -> emitter.send(message, MediaType.TEXT_PLAIN)))
                .subscribe(
                        message -> {},
                        failure -> told(() -> emitter.completeWithError(failure)),
                        () -> told(emitter::complete));
        emitter.onCompletion(listening::dispose);
        emitter.onError(failure -> listening.dispose());
        return emitter;
    }

    private interface Telling {
        void run() throws IOException;
    }

    /** False if the browser has gone, which is no error, also at the end; the server ends its request. */
    private static boolean told(Telling telling) {
        try {
            telling.run();
            return true;
        } catch (IOException | IllegalStateException gone) {
            return false;
        }
    }
}
