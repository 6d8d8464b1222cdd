package io.asyncio.examples.benchmarks.start;

/** What the JVM itself takes. */
final class EmptyProgram {
    private EmptyProgram() {}

    public static void main(String... arguments) {}
}
