package io.asyncio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A callback that the loop runs while another thread takes it back, as the loop's scheduler lets it. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it ran")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it was cancelled")
@Outcome(
        id = "true, true",
        expect = ACCEPTABLE_INTERESTING,
        desc = "cancelled while it ran: the scheduler has a state beside")
@Outcome(expect = FORBIDDEN, desc = "neither")
@State
public class HandleStress {
    private static final Loop LOOP = Loop.create(); // never runs

    private boolean ran;
    private final Handle handle = new Handle(LOOP, () -> ran = true, Handle.NO_DEADLINE);

    @Actor
    public void run() {
        handle.run();
    }

    @Actor
    public void cancel() {
        handle.markCancelled();
    }

    @Arbiter
    public void look(ZZ_Result seen) {
        seen.r1 = ran;
        seen.r2 = handle.cancelled();
    }
}
