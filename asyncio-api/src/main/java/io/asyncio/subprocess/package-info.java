/**
 * Subprocesses in direct style, like Python's {@code asyncio.subprocess}. Read first
 * {@link io.asyncio.subprocess.Process}.
 *
 * <ul>
 *   <li>{@link io.asyncio.subprocess.Process}: a process that was started; its pipes are streams of
 *       {@link io.asyncio.stream}.
 *   <li>{@link io.asyncio.subprocess.ProcessOptions}, {@link io.asyncio.subprocess.Redirect}: environment, directory,
 *       and where its input comes from and its output goes.
 * </ul>
 *
 * <p>{@link io.asyncio.Asyncio#createSubprocessExec} and {@link io.asyncio.Asyncio#createSubprocessShell} start one. Each
 * open pipe has a thread, as the JDK's pipes block.
 */
@NullMarked
package io.asyncio.subprocess;

import org.jspecify.annotations.NullMarked;
