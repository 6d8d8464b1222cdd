package io.asyncio;

import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What does not fit into the ring goes behind it and comes behind it, while the loop makes room in both. */
class FullInboxTest {
    private static final int MOVES = 4;

    @Test
    void entriesOfEachThreadKeepTheirOrder() throws Exception {
        explore(() -> {
            Inbox inbox = new Inbox(1);
            List<String> taken = new ArrayList<>();
            together(() -> add(inbox, "a1", "a2", "a3", "a4", "a5"), () -> add(inbox, "b1", "b2"), () -> {
                for (int i = 0; i < MOVES; i++) {
                    take(inbox, taken);
                }
            });
            take(inbox, taken);
            take(inbox, taken); // what was added while the last but one took place is left by that
            assertThat(inbox.isEmpty()).isTrue();
            assertThat(taken)
                    .hasSize(7)
                    .containsSubsequence("a1", "a2", "a3", "a4", "a5")
                    .containsSubsequence("b1", "b2");
        });
    }

    private static void add(Inbox inbox, String... names) {
        for (String name : names) {
            inbox.add(new Named(name));
        }
    }

    private static void take(Inbox inbox, List<String> taken) {
        ReadyQueue queue = new ReadyQueue();
        inbox.moveTo(queue);
        for (Ready entry = queue.poll(); entry != null; entry = queue.poll()) {
            taken.add(entry.label());
        }
    }

    private static final class Named extends Ready {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        void run() {}

        @Override
        String label() {
            return name;
        }
    }
}
