package com.acme;

import static io.asyncio.Asyncio.run;

/** Orders, and fails. */
final class Main {
    private Main() {}

    public static void main(String[] args) {
        Shop shop = new Shop();
        run(shop::order);
    }
}
