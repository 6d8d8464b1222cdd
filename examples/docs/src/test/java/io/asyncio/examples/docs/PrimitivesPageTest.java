package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.asyncio.CancelledError;
import io.asyncio.Condition;
import io.asyncio.Event;
import io.asyncio.Lock;
import io.asyncio.Queue;
import io.asyncio.Task;
import io.asyncio.test.AsyncioTest;
import java.util.ArrayList;
import java.util.List;

/** The code of docs/primitives.md. */
class PrimitivesPageTest {
    private final Lock lock = new Lock();
    private final Condition condition = new Condition(lock);
    private final List<String> handled = new ArrayList<>();
    private String latest = "";
    private int balance;
    private int stock;

    private void handle(String item) {
        handled.add(item);
    }

    private void deposit() {
        try (var held = lock.hold()) {
            int before = balance;
            sleep(1); // others may run here
            balance = before + 10;
        }
    }

    @AsyncioTest
    void locks() {
        gather(this::deposit, this::deposit);
        assertThat(balance).isEqualTo(20);
    }

    @AsyncioTest
    void events() {
        Event published = new Event();
        Task<String> reader = createTask(() -> {
            published.await();
            return latest;
        });
        sleepMs(0);
        latest = "It rains";
        published.set(); // wakes all tasks that wait now,
        published.clear(); // also if it is cleared at once
        assertThat(await(reader)).isEqualTo("It rains");
    }

    @AsyncioTest
    void conditions() {
        Task<?> consumer = createTask(() -> {
            try (var held = lock.hold()) {
                condition.awaitFor(() -> stock > 0);
                stock--;
            }
        });
        try (var held = lock.hold()) {
            stock++;
            condition.signal();
        }
        await(consumer);
        assertThat(stock).isZero();
    }

    @AsyncioTest
    void queues() {
        Queue<String> queue = new Queue<>(100); // put() suspends while it is full; new Queue<>() has no limit
        Task<?> worker = createTask(() -> {
            while (true) {
                String item = queue.get();
                handle(item);
                queue.taskDone();
            }
        });
        queue.put("a");
        queue.put("b");
        queue.join(); // until taskDone() was called for each item
        worker.cancel();
        assertThrows(CancelledError.class, () -> await(worker));
        assertThat(handled).containsExactly("a", "b");
    }
}
