package io.asyncio.examples.cluster;

/** Stands for an exception, or a result, of another node that cannot be sent; the message has its text. */
public final class RemoteFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RemoteFailureException(String text) {
        super(text);
    }
}
