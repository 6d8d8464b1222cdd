package io.asyncio.examples.auction.house;

/** The database has not confirmed a bid, which is not accepted hence. The same bid, with the same id, may be sent again. */
public final class BidNotRecordedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BidNotRecordedException(Throwable cause) {
        super("The bid could not be recorded; send it again, with the same id", cause);
    }
}
