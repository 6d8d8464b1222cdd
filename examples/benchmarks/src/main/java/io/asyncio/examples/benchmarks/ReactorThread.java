package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** A single-threaded scheduler of Reactor's. */
@State(Scope.Benchmark)
public class ReactorThread {
    Scheduler single;

    @Setup
    public void start() {
        single = Schedulers.newSingle("reactor-peer");
    }

    @TearDown
    public void stop() {
        single.dispose();
    }
}
