/** Tasks as suspend functions and Deferred, the loop as a dispatcher, and back. */
module io.asyncio.kotlin {
    requires transitive io.asyncio;
    requires transitive kotlin.stdlib;
    requires transitive kotlinx.coroutines.core;
    requires static kotlinx.coroutines.test;
    requires static context.propagation;
    requires static kotlinx.coroutines.reactor;

    exports io.asyncio.kotlin;
    exports io.asyncio.kotlin.stream;
    exports io.asyncio.kotlin.test;
}
