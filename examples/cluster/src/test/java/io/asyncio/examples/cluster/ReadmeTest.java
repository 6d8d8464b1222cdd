package io.asyncio.examples.cluster;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import io.asyncio.Loop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of README.md. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReadmeTest {
    static final class Stocks {
        private final Map<UUID, Integer> orders = new HashMap<>();
        private int left = 10;

        /** Once for each order. */
        int take(UUID order, String article) {
            return orders.computeIfAbsent(order, id -> --left);
        }
    }

    record Take(UUID order, String article) implements Request<Stocks, Integer> {
        @Override
        public Integer runAt(Stocks stocks) { // on the home's loop, as a task: may suspend
            return stocks.take(order, article);
        }
    }

    @Test
    void takesFromTheStocks() {
        try (Node node = Node.startWithoutHomes(List.of())) {
            HazelcastInstance hazelcast = node.hazelcast;
            Loop loop = node.loop;
            Stocks stocks = new Stocks();
            String article = "lamp";
            UUID orderId = UUID.randomUUID();
            int remaining = node.onLoop(() -> {
                Homes<Stocks> homes = toThread(() -> Homes.open(hazelcast, loop, "stocks", stocks));
                int left = await(homes.callUntilAnswered(article, new Take(orderId, article)));
                assertThat(await(homes.callUntilAnswered(article, new Take(orderId, article))))
                        .isEqualTo(left);
                return left;
            });
            assertThat(remaining).isEqualTo(9);
            assertThat(node.unhandled).isEmpty();
        }
    }
}
