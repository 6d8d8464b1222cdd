package io.asyncio.examples.benchmarks;

import org.openjdk.jmh.annotations.Threads;

/** {@link CallSoonThreadsafe} from one thread. */
@Threads(1)
public class CallSoonThreadsafeFrom1 extends CallSoonThreadsafe {}
