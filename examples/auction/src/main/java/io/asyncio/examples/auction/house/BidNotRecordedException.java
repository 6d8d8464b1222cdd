package io.asyncio.examples.auction.house;

/** The database has not confirmed a bid, which is not accepted hence. The same bid, with the same id, may be sent again. */
public final class BidNotRecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BidNotRecordedException(Throwable cause) {
        super("The bid could not be recorded; send it again, with the same id", cause);
    }

    /** With the text of the cause in its place, as a driver's exception may not be fit to be sent to another node. */
    public static BidNotRecordedException withTextOf(Throwable failure) {
        Throwable cause =
                failure instanceof BidNotRecordedException && failure.getCause() != null ? failure.getCause() : failure;
        return new BidNotRecordedException(new IllegalStateException(cause.toString()));
    }
}
