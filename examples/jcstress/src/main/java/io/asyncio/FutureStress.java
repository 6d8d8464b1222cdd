package io.asyncio;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** The end of a future, which is set without a full fence and read in any thread. */
public class FutureStress {
    private static final Loop LOOP = Loop.create(); // never runs, so that any thread may complete its futures
    private static final int PENDING = -1;
    private static final int WHOLE = 42;

    /** With a plain field, which only the future publishes. */
    private static final class Value extends Exception {
        int number;

        Value() {
            super(null, null, false, false);
            number = WHOLE;
        }
    }

    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not done")
    @Outcome(id = "42", expect = ACCEPTABLE, desc = "done, with the whole result")
    @Outcome(expect = FORBIDDEN, desc = "done, without its result")
    @State
    public static class Result {
        private final Future<Value> future = LOOP.createFuture();

        @Actor
        public void set() {
            future.setResult(new Value());
        }

        @Actor
        public void get(I_Result seen) {
            seen.r1 = future.done() ? future.result().number : PENDING;
        }
    }

    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not done")
    @Outcome(id = "42", expect = ACCEPTABLE, desc = "failed, with the whole exception")
    @Outcome(expect = FORBIDDEN, desc = "failed, without its exception")
    @State
    public static class Failure {
        private final Future<String> future = LOOP.createFuture();

        @Actor
        public void set() {
            future.setException(new Value());
        }

        @Actor
        public void get(I_Result seen) {
            seen.r1 = future.done() && future.exception() instanceof Value value ? value.number : PENDING;
        }
    }

    @JCStressTest
    @Outcome(id = "false, -1", expect = ACCEPTABLE, desc = "not cancelled")
    @Outcome(id = "true, 42", expect = ACCEPTABLE, desc = "cancelled, with its message")
    @Outcome(expect = FORBIDDEN, desc = "cancelled, without its message")
    @State
    public static class Cancel {
        private final Future<String> future = LOOP.createFuture();

        @Actor
        public void cancel() {
            future.cancel(Integer.toString(WHOLE));
        }

        @Actor
        public void look(ZI_Result seen) {
            seen.r1 = future.cancelled();
            seen.r2 = PENDING;
            if (seen.r1) {
                try {
                    future.result();
                } catch (CancelledError e) {
                    seen.r2 = Integer.parseInt(String.valueOf(e.getMessage()));
                }
            }
        }
    }
}
