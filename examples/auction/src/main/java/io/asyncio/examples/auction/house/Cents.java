package io.asyncio.examples.auction.house;

import java.math.BigDecimal;

/** Amounts of money, which are whole cents everywhere but where people read them. */
public final class Cents {
    private Cents() {}

    /** As "12.50". */
    public static String format(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }
}
