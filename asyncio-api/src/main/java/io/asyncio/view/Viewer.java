package io.asyncio.view;

/** Somebody who looks at a feed. Called by the feed's thread. */
interface Viewer {
    /** Takes a message, without waiting; false if it has not taken in earlier ones: it is then told all anew, later. */
    boolean offer(String message);

    /** There will be no more messages. */
    void ended();
}
