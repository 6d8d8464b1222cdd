package io.asyncio;

/** What a suspended task waits for. */
interface Waiting {
    /**
     * The waiting task is cancelled. Either stops waiting and returns true: the task then raises the error itself. Or
     * passes the cancel on to what is awaited and returns false: the task goes on waiting, for that to end.
     */
    boolean giveUp(Cancellation cancellation);
}
