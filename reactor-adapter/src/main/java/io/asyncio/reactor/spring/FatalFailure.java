package io.asyncio.reactor.spring;

/**
 * What a controller fails with that Reactor holds to be fatal to the JVM, as a StackOverflowError: its operators throw
 * that instead of passing it on, in a loop's callback as anywhere, and nobody would answer the request. As the cause of
 * another it is passed on.
 */
final class FatalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private FatalFailure(Throwable cause) {
        super("A controller has failed with " + cause.getClass().getName(), cause);
    }

    static FatalFailure of(Throwable fatal) {
        return new FatalFailure(fatal);
    }
}
