package io.asyncio.subprocess;

import org.jspecify.annotations.Nullable;

/**
 * What a process has written; see {@link Process#communicate()}.
 *
 * @param stdout null unless the process was started with {@code stdout} as a {@link Redirect#PIPE}
 * @param stderr null unless the process was started with {@code stderr} as a {@link Redirect#PIPE}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes, handed over
public record ProcessOutput(byte @Nullable [] stdout, byte @Nullable [] stderr) {}
