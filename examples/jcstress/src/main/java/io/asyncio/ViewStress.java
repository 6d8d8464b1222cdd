package io.asyncio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.asyncio.fiber.FiberKind;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A view that a thread takes of a future while the loop starts that completes it. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "the view has the result, at the latest after another drain")
@Outcome(expect = FORBIDDEN, desc = "the view never completes")
@State
public class ViewStress {
    private final DrainedHost host = new DrainedHost();
    private final Loop loop = Loop.on(host, FiberKind.PLATFORM);
    private final Future<Integer> future = loop.createFuture();
    private final Handle completes = loop.callSoon(() -> future.setResult(1));
    private @Nullable CompletableFuture<Integer> view;

    @Actor
    public void run() {
        loop.start();
        host.drain();
    }

    @Actor
    public void take() {
        view = future.toCompletableFuture();
    }

    @Arbiter
    public void look(I_Result seen) {
        while (host.hasDrain()) {
            host.drain();
        }
        seen.r1 = completes.cancelled() ? -1 : view.getNow(0);
    }
}
