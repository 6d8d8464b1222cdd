package io.asyncio.examples.auction.house;

/** A bid against the rules; the auction is as it was. */
public final class BidRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Which rule. */
    public enum Reason {
        TOO_LOW,
        AUCTION_ENDED,
        ALREADY_LEADING,
        BID_ID_TAKEN
    }

    private final Reason reason;
    private final long minimumCents;

    BidRefusedException(Reason reason, long minimumCents, String message) {
        super(message);
        this.reason = reason;
        this.minimumCents = minimumCents;
    }

    public Reason reason() {
        return reason;
    }

    /** What a bid has to be, at least. */
    public long minimumCents() {
        return minimumCents;
    }
}
