package io.asyncio.examples.benchmarks;

import java.util.concurrent.Executors;
import kotlin.coroutines.CoroutineContext;
import kotlin.coroutines.EmptyCoroutineContext;
import kotlinx.coroutines.ExecutorCoroutineDispatcher;
import kotlinx.coroutines.ExecutorsKt;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Where the Kotlin peers run: a dispatcher over a single-threaded executor, or {@code runBlocking}'s own loop. */
@State(Scope.Benchmark)
public class KotlinThread {
    static final CoroutineContext RUN_BLOCKING = EmptyCoroutineContext.INSTANCE;

    ExecutorCoroutineDispatcher dispatcher;

    @Setup
    public void start() {
        dispatcher = ExecutorsKt.from(Executors.newSingleThreadExecutor());
    }

    @TearDown
    public void stop() {
        dispatcher.close();
    }
}
