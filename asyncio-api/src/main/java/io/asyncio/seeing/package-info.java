/**
 * What listens at the loop's seam for seeing, {@link io.asyncio.LoopObserver}: Java's flight recorder, and what debug mode
 * reports. The loop does not know who listens: these are found as {@link io.asyncio.LoopExtension}s. Not public API.
 *
 * <p>Read first {@link io.asyncio.seeing.FlightRecorderExtension}.
 */
@NullMarked
package io.asyncio.seeing;

import org.jspecify.annotations.NullMarked;
