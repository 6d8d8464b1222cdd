package io.asyncio.environment;

import io.asyncio.Loop;
import io.asyncio.LoopExtension;

/** Has each loop in debug mode, for {@code .ci/environments}. */
public final class DebugEverywhere implements LoopExtension {
    /** For the service loader. */
    public DebugEverywhere() {}

    @Override
    public void loopCreated(Loop loop) {
        loop.setDebug(true);
    }
}
