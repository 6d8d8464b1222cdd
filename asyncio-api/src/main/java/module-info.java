/**
 * Python's asyncio for Java: the loop, its tasks and their primitives. Start at the package {@link io.asyncio}.
 */
module io.asyncio {
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires static org.jspecify;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires transitive io.netty.handler;
    requires io.netty.transport;
    requires static context.propagation;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires static io.netty.transport.classes.kqueue;
    requires static io.netty.transport.unix.common;
    requires static io.opentelemetry.context;
    requires static java.management;
    requires static jdk.attach;
    requires static jdk.httpserver;
    requires static jdk.jfr;
    requires static jdk.management.jfr;
    requires static jdk.unsupported;
    requires static kotlin.stdlib;
    requires static org.junit.jupiter.api;

    exports io.asyncio;
    exports io.asyncio.stream;
    exports io.asyncio.subprocess;
    exports io.asyncio.test;
    exports io.asyncio.view;

    uses io.asyncio.LoopExtension;

    provides io.asyncio.LoopExtension with
            io.asyncio.seeing.DebugExtension,
            io.asyncio.seeing.FlightRecorderExtension;
}
