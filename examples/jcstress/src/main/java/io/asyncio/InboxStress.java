package io.asyncio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.asyncio.fiber.FiberKind;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/** What a thread posts while the loop falls asleep: it runs and sees what its poster wrote, or a drain is to come. */
@JCStressTest
@Outcome(id = "0, true", expect = ACCEPTABLE, desc = "another drain will run it")
@Outcome(id = "1, false", expect = ACCEPTABLE, desc = "it ran")
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "it ran, and the loop was woken once more")
@Outcome(expect = FORBIDDEN, desc = "a wake-up or what the poster has written is lost")
@State
public class InboxStress {
    private final DrainedHost host = new DrainedHost();
    private final Loop loop = Loop.on(host, FiberKind.PLATFORM).start(); // which has scheduled a drain
    private int ran;
    private int lost; // written by a poster and not seen by what it has posted

    @Actor
    public void post() {
        new Post().post();
    }

    @Actor
    public void drain() {
        host.drain();
    }

    @Arbiter
    public void look(IZ_Result seen) {
        seen.r1 = lost > 0 ? -lost : ran;
        seen.r2 = host.hasDrain();
    }

    private final class Post implements Runnable {
        private int written;

        void post() {
            written = 1;
            loop.callSoonThreadsafe(this);
        }

        @Override
        public void run() {
            ran++;
            lost += 1 - written;
        }
    }
}
