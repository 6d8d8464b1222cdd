package io.asyncio;

/** Raises checked exceptions where no {@code throws} clause can stand: results cross threads and types unwrapped. */
final class Sneaky {
    private Sneaky() {}

    /** Never returns; declared to return so that callers can write {@code throw Sneaky.raise(e)}. */
    static RuntimeException raise(Throwable exception) {
        throw Sneaky.<RuntimeException>as(exception);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the point of the trick
    private static <X extends Throwable> X as(Throwable exception) throws X {
        throw (X) exception;
    }
}
