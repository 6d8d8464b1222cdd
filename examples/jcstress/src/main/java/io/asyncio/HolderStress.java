package io.asyncio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Who holds a loop is written without a fence: the holder knows it at once, and no other thread takes itself for it. */
@JCStressTest
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "the holder alone holds it")
@Outcome(expect = FORBIDDEN, desc = "the holder does not know, or another thread is taken for it")
@State
public class HolderStress {
    private final Loop loop = Loop.create(); // never runs

    @Actor
    public void hold(ZZ_Result seen) {
        @Nullable Loop outer = RunningLoop.enter(loop);
        seen.r1 = loop.isCurrent() && RunningLoop.get() == loop;
        RunningLoop.leave(loop, outer);
        seen.r1 &= !loop.isCurrent();
    }

    @Actor
    public void look(ZZ_Result seen) {
        seen.r2 = loop.isCurrent() || RunningLoop.get() != null;
    }
}
