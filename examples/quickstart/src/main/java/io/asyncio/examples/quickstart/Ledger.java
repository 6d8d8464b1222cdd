package io.asyncio.examples.quickstart;

import io.asyncio.Loop;

/** What all three share: a plain counter and a plain balance, without a lock, an atomic or a volatile. */
public final class Ledger {
    private final Loop loop;
    private int entries;
    private long balance;

    Ledger(Loop loop) {
        this.loop = loop;
    }

    /** Prints who does what, where. */
    public void enter(String who, String what) {
        if (!loop.isCurrent()) {
            throw new IllegalStateException(who + " is not on the loop");
        }
        System.out.printf(
                "%3d  %-28s %-14s %s%n", ++entries, Thread.currentThread().getName(), who, what);
    }

    /** Reads, adds, writes: safe only because nothing else of the loop runs in between. */
    public void deposit(long amount) {
        long before = balance;
        balance = before + amount;
    }

    long balance() {
        return balance;
    }
}
