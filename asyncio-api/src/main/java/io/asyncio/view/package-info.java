/**
 * How a person looks at loops: a page that shows what their tasks do now. Start at {@link io.asyncio.view.LoopView}.
 *
 * <ul>
 *   <li>{@link io.asyncio.view.LoopView}, {@link io.asyncio.view.ViewOptions}: the page on a port of its own.
 *   <li>{@link io.asyncio.view.LoopFeed}: what the page shows, for who serves it by another server.
 * </ul>
 *
 * <p>To read or change this package: a {@code WatchedLoop} is the observer of one loop, there while somebody looks. It has
 * {@code WatchedTasks}, {@code TurnCounts} and {@code SlowStepLog}, which are written on the loop, and a {@code StepSampler},
 * which looks from outside. {@code LoopFeed} asks them all every quarter of a second, in a thread of its own, and has a
 * {@code FeedMessage} of the changes written to each {@code Viewer}. {@code PageServer} is the JDK's HTTP server in front of it.
 * Nothing here waits for a loop, so that a loop that is stuck is shown as well.
 */
@NullMarked
package io.asyncio.view;

import org.jspecify.annotations.NullMarked;
