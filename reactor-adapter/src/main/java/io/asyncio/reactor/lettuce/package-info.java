/** The loop's own thread for Lettuce, the driver of Redis, if that is there. */
@NullMarked
package io.asyncio.reactor.lettuce;

import org.jspecify.annotations.NullMarked;
