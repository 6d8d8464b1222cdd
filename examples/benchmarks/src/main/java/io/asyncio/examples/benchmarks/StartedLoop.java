package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Our loop, running beside the thread that measures. */
@State(Scope.Benchmark)
public class StartedLoop extends LoopState {
    @Override // and called by JMH, as what it overrides
    public void create() {
        super.create();
        loop.start();
    }
}
