package com.acme;

import static io.asyncio.Asyncio.run;

/** A program that docs/fibers.md starts in several ways. */
public final class Greeting {
    private Greeting() {}

    public static void main(String[] args) {
        run(() -> System.out.println("hello"));
    }
}
