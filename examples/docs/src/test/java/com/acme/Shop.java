package com.acme;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.sleep;

import io.asyncio.Queue;
import io.asyncio.Task;
import java.io.IOException;

/** A shop whose outputs docs/seeing.md shows. */
final class Shop {
    private final Queue<String> customers = new Queue<>();

    void open() {
        gather(createTask("till", this::serve), createTask("clock", this::tick));
    }

    private void serve() {
        customers.get();
    }

    private void tick() {
        sleep(60);
    }

    void order() {
        Task<String> fetched = createTask("fetch", this::fetch);
        await(fetched);
    }

    private String fetch() throws IOException {
        throw new IOException("reset by peer");
    }
}
