package io.asyncio.reactor.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.Principal;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ApplicationContext;
import org.springframework.context.support.StaticApplicationContext;
import org.springframework.http.HttpEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.SessionAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** Which methods Spring may call without the scheduling that brings late arguments into a task. */
class ArgumentsAtHandTest {
    private final StaticApplicationContext application = new StaticApplicationContext();
    private final ArgumentsAtHand atHand = new ArgumentsAtHand(() -> application);

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "named", "exchange"})
    void whatTheRequestsHeadHasIsAtHand(String method) {
        assertThat(atHand.test(of(new Plain(), method))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"body", "entity", "session", "principal", "model", "unknown", "one", "handler"})
    void whatMayComeLaterIsNot(String method) {
        assertThat(atHand.test(of(new Plain(), method))).isFalse();
    }

    @Test
    void aModelMayComeLater() {
        assertThat(atHand.test(of(new WithModel(), "nothing"))).isFalse();
        assertThat(atHand.test(of(new WithSessionModel(), "nothing"))).isFalse();
    }

    @Test
    void aModelOfAnAdviceMayComeLater() {
        application.registerSingleton("advice", Advice.class);
        assertThat(atHand.test(of(new Plain(), "nothing"))).isFalse();
    }

    @Test
    void withoutAnApplicationNothingIsKnown() {
        ArgumentsAtHand unknown = new ArgumentsAtHand(() -> (ApplicationContext) null);
        assertThat(unknown.test(of(new Plain(), "nothing"))).isFalse();
    }

    private static HandlerMethod of(Object controller, String name) {
        return Arrays.stream(controller.getClass().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .map(method -> new HandlerMethod(controller, method))
                .orElseThrow();
    }

    static class Plain {
        @GetMapping
        public void nothing() {}

        @GetMapping
        public void named(@PathVariable String a, @RequestParam Map<String, String> b, @RequestHeader String c) {}

        @GetMapping
        public void exchange(ServerWebExchange exchange) {}

        @GetMapping
        public void body(@PathVariable String a, @RequestBody String b) {}

        @GetMapping
        public void entity(HttpEntity<String> entity) {}

        @GetMapping
        public void session(WebSession session) {}

        @GetMapping
        public void principal(Principal principal) {}

        @GetMapping
        public void model(@ModelAttribute Object model) {}

        @GetMapping
        public void unknown(String model) {}

        @GetMapping
        public void one(String model, @PathVariable String a) {}

        @ExceptionHandler
        public void handler() {}
    }

    static class WithModel extends Plain {
        @ModelAttribute
        public void model() {}
    }

    @SessionAttributes("a")
    static class WithSessionModel extends Plain {}

    @ControllerAdvice
    static class Advice extends WithModel {}
}
