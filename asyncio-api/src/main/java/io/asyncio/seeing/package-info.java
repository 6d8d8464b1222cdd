/**
 * Who is told of what a loop does: what listens at its seam for seeing, {@link io.asyncio.LoopObserver}. Not public API. The
 * loop knows none of these: they are found as {@link io.asyncio.LoopExtension}s, and see of a loop what anybody may see.
 *
 * <ul>
 *   <li>{@link io.asyncio.seeing.DebugExtension}: debug mode and the watchdog. {@code SlowSteps} times each step,
 *       {@code StepWatch} looks from outside at one that lasts, by the thread of {@code Watchdog}; {@code HeldLocks} finds
 *       tasks that suspend where they must not. {@code ThreadLocks} asks the JVM.
 *   <li>{@link io.asyncio.seeing.FlightRecorderExtension}: Java's flight recorder.
 *   <li>{@link io.asyncio.seeing.JvmInspector}: the command {@code ps|pstree}, in a process of its own. {@code OtherProcess} and
 *       {@code OtherJvm} are what it asks; {@code LoopsBean} and {@code TaskTable} answer there.
 * </ul>
 *
 * <p>Read first {@link io.asyncio.seeing.DebugExtension}.
 */
@NullMarked
package io.asyncio.seeing;

import org.jspecify.annotations.NullMarked;
