package io.asyncio;

/**
 * A callback that is told if it will never run. When it is given to {@link Loop#callSoonThreadsafe} or {@link
 * Loop#callLater}, exactly one of its two methods is called, unless its handle is cancelled. For bridges to other
 * libraries, which must not leave their side waiting for a loop that is gone.
 */
public interface LoopCallback extends Runnable {
    /** The loop closed before this ran. Called in the closing thread; must not throw. */
    void loopClosed();
}
