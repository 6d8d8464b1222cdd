package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio.GroupServer;
import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Task;
import io.asyncio.stream.ConnectionHandler;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The code of docs/loops.md. */
class LoopsPageTest {
    private final String article = "pencil";
    private final Stocks stocks = new Stocks();
    private final ConnectionHandler handler = (reader, writer) -> writer.close();

    /** Touched by the loop of the article only. */
    private static final class Stocks {
        private final Map<String, Integer> left = new HashMap<>();

        int take(String article) {
            return left.merge(article, 9, (before, first) -> before - 1);
        }
    }

    private static int compute() {
        return 42;
    }

    @Test
    void runsBesideItsUser() {
        try (Loop loop = Loop.create().start()) {
            Task<Integer> answer = loop.createTask(() -> compute());
            int result = answer.toCompletableFuture().join();
            assertEquals(42, result);
        }
    }

    @Test
    void stateOfAKeyLivesOnItsLoop() throws Exception {
        try (LoopGroup group = LoopGroup.create(2).start()) {
            GroupServer server = group.startServer(handler, "localhost", 0); // both accept, on one port
            group.next()
                    .createTask(() -> {
                        int left = await(group.loopFor(article).createTask(() -> stocks.take(article)));
                        assertEquals(9, left);
                    })
                    .toCompletableFuture()
                    .join();
            server.close();
        }
    }
}
