package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** {@link CallSoonThreadsafe} from four threads. */
@Threads(4)
public class CallSoonThreadsafeFrom4 extends CallSoonThreadsafe {}
