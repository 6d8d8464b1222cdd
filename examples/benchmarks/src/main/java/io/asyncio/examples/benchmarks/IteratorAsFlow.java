package io.asyncio.examples.benchmarks;

import static io.asyncio.Asyncio.sleep;

import io.asyncio.AsyncIterator;
import io.asyncio.kotlin.KotlinAdapter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** A coroutine collects the elements of an iterator of ours, each of which is there at once, or a turn later. */
public class IteratorAsFlow extends Comparison {
    private static final int ELEMENTS = 100_000;

    @Param({"false", "true"})
    public boolean yields;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int asyncio(StartedLoop state) {
        return counted(
                ELEMENTS,
                KotlinReactor.collectFlow(
                        KotlinAdapter.asCoroutineDispatcher(state.loop), KotlinReactor.flowOf(new Numbers(yields))));
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public int kotlin(KotlinThread thread) {
        return counted(ELEMENTS, KotlinReactor.collectFlow(thread.dispatcher, KotlinReactor.flowOf(ELEMENTS, yields)));
    }

    private static final class Numbers implements AsyncIterator<Integer> {
        private final boolean yields;
        private int next;

        Numbers(boolean yields) {
            this.yields = yields;
        }

        @Override
        public boolean hasNext() {
            if (yields) {
                sleep(0);
            }
            return next < ELEMENTS;
        }

        @Override
        public Integer next() {
            return next++;
        }

        @Override
        public void close() {}
    }
}
