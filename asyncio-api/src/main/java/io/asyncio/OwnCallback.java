package io.asyncio;

/** A callback of the loop's own: called again if there was no memory for it, as {@link Ready#runsAgain()} says. */
@FunctionalInterface
interface OwnCallback extends Runnable {}
