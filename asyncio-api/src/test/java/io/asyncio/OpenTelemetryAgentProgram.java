package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;

import io.asyncio.fiber.FiberKind;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;

/** Says, on each fiber that its arguments name, in which span its code runs. */
final class OpenTelemetryAgentProgram {
    private final FiberKind kind;
    private final Span span =
            GlobalOpenTelemetry.getTracer("program").spanBuilder("request").startSpan();

    private OpenTelemetryAgentProgram(FiberKind kind) {
        this.kind = kind;
    }

    public static void main(String[] args) {
        for (String name : args) {
            FiberKind kind = FiberKind.valueOf(name);
            try (Loop loop = Loop.on(LoopSockets.newHost(), kind)) {
                loop.runUntilComplete(new OpenTelemetryAgentProgram(kind)::run);
            }
        }
        System.exit(0);
    }

    private void run() {
        Task<?> child;
        try (Scope scope = span.makeCurrent()) {
            child = createTask(this::child);
            sleepMs(1);
            say("parent later");
        }
        Task<?> unrelated = createTask(() -> say("unrelated"));
        await(child);
        await(unrelated);
    }

    private void child() {
        say("child");
        Task<?> grandchild = createTask(() -> say("grandchild"));
        sleepMs(1);
        say("child later");
        toThread(() -> say("thread"));
        await(grandchild);
    }

    private void say(String where) {
        String id = Span.current().getSpanContext().getSpanId();
        boolean isInside = span.getSpanContext().isValid()
                && id.equals(span.getSpanContext().getSpanId());
        System.out.println(kind + " " + where + ": " + (isInside ? "in the span" : "in no span"));
    }
}
