/**
 * Subprocesses in direct style: what Python's {@code asyncio.subprocess} has.
 *
 * <ul>
 *   <li>{@link io.asyncio.subprocess.Process}: one that was started; its pipes are the streams of
 *       {@link io.asyncio.stream}.
 *   <li>{@link io.asyncio.subprocess.ProcessOptions}, {@link io.asyncio.subprocess.Redirect}: environment, directory, and
 *       where its input comes from and its output goes.
 * </ul>
 *
 * <p>To be started by {@link io.asyncio.Asyncio#createSubprocessExec} and
 * {@link io.asyncio.Asyncio#createSubprocessShell}. The JDK starts them; each open pipe has a thread, as the JDK's pipes
 * block.
 */
@NullMarked
package io.asyncio.subprocess;

import org.jspecify.annotations.NullMarked;
