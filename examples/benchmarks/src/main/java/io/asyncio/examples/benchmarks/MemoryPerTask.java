package io.asyncio.examples.benchmarks;

final class MemoryPerTask {
    static void main(String... a) {}
}
