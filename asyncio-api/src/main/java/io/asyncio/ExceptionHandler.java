package io.asyncio;

/** Told of errors that nobody awaits; see {@link Loop#setExceptionHandler}. */
@FunctionalInterface
public interface ExceptionHandler {
    /** Called on the loop, outside of any task: it must not suspend. What it throws is logged, and harms nothing. */
    void handle(Loop loop, ExceptionContext context);
}
