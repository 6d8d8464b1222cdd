package io.asyncio.examples.benchmarks;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Virtual threads over a queue and nothing else: what the JDK itself takes for a yield and for going on. Needs the flags of
 * carrier fibers.
 */
@State(Scope.Benchmark)
public class BareYield {
    private static final int THREADS = 10_000;

    private final ArrayDeque<Runnable> queue = new ArrayDeque<>(2 * THREADS);
    private int switches;
    private boolean ends;

    @Setup(Level.Iteration)
    public void start() throws ReflectiveOperationException {
        Constructor<?> constructor =
                Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder").getDeclaredConstructor(Executor.class);
        constructor.setAccessible(true);
        Method factory = Class.forName("java.lang.Thread$Builder").getMethod("factory");
        ThreadFactory threads = (ThreadFactory) factory.invoke(constructor.newInstance((Executor) queue::add));
        ends = false;
        for (int i = 0; i < THREADS; i++) {
            threads.newThread(this::yieldForever).start();
        }
    }

    @TearDown(Level.Iteration)
    public void end() {
        ends = true;
        while (!queue.isEmpty()) {
            queue.poll().run();
        }
    }

    private void yieldForever() {
        while (!ends) {
            switches++;
            Thread.yield();
        }
    }

    /** Lets each thread go on so often; returns how often all did. */
    int pass(int times) {
        switches = 0;
        for (int i = 0; i < times; i++) {
            queue.poll().run();
        }
        return switches;
    }
}
