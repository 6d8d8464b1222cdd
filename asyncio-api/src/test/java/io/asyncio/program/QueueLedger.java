package io.asyncio.program;

import io.asyncio.Queue;
import java.util.ArrayList;
import java.util.List;

/** The items of a queue: each that was put is got once, or left, or dropped by a shutdown. */
final class QueueLedger {
    private final Ledger ledger;
    private final String name;
    private final List<Integer> put = new ArrayList<>();
    private final List<Integer> got = new ArrayList<>();
    private int dropped;

    QueueLedger(Ledger ledger, String name) {
        this.ledger = ledger;
        this.name = name;
    }

    void put(int item) {
        put.add(item);
    }

    void got(int item) {
        ledger.check(put.contains(item) && !got.contains(item), name + " gave " + item + ", which it did not have");
        got.add(item);
    }

    void dropped() {
        dropped = put.size() - got.size();
    }

    /** Nobody uses it any more. */
    void checkAtRest(Queue<Integer> queue) {
        while (!queue.isEmpty()) {
            got(queue.getNoWait());
            queue.taskDone();
        }
        ledger.check(got.size() + dropped == put.size(), name + " has lost some of " + put + ": it gave " + got);
        if (queue.getClass() == Queue.class) {
            ledger.check(got.equals(put.subList(0, got.size())), name + " gave " + put + " in the order " + got);
        }
    }
}
