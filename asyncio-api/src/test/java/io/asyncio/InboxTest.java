package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final Inbox inbox = new Inbox();
    private final ReadyQueue ready = new ReadyQueue();

    private static final class Entry extends Ready {
        final int number;

        Entry(int number) {
            this.number = number;
        }

        @Override
        void run() {}
    }

    private List<Integer> moved() {
        List<Integer> numbers = new ArrayList<>();
        inbox.moveTo(ready);
        for (Ready entry = ready.poll(); entry != null; entry = ready.poll()) {
            numbers.add(((Entry) entry).number);
        }
        return numbers;
    }

    @Test
    void entriesComeInTheOrderOfTheirPosts() {
        for (int i = 0; i < 5; i++) {
            inbox.post(new Entry(i));
        }
        assertThat(inbox.size()).isEqualTo(5);
        assertThat(inbox.isEmpty()).isFalse();
        assertThat(moved()).containsExactly(0, 1, 2, 3, 4);
        assertThat(inbox.size()).isZero();
        assertThat(inbox.isEmpty()).isTrue();
        inbox.post(new Entry(5));
        assertThat(inbox.size()).isEqualTo(1);
        assertThat(moved()).containsExactly(5);
        assertThat(moved()).isEmpty();
    }

    @Test
    void anEntryMayBePostedTwice() {
        List<String> trail = new ArrayList<>();
        Ready twice = new Ready() {
            @Override
            void run() {
                trail.add("ran");
            }
        };
        inbox.post(twice);
        inbox.post(twice);
        inbox.moveTo(ready);
        for (Ready entry = ready.poll(); entry != null; entry = ready.poll()) {
            entry.run();
        }
        assertThat(trail).containsExactly("ran", "ran");
    }

    @Test
    void manyThreadsLoseNothingAndKeepTheirOrder() throws Exception {
        int posters = 4;
        int posts = 20_000;
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < posters; i++) {
            int first = i * posts;
            threads.add(new Thread(() -> {
                for (int n = 0; n < posts; n++) {
                    inbox.post(new Entry(first + n));
                }
            }));
        }
        threads.forEach(Thread::start);
        List<List<Integer>> seen = new ArrayList<>();
        for (int i = 0; i < posters; i++) {
            seen.add(new ArrayList<>());
        }
        for (int count = 0; count < posters * posts; ) {
            for (int number : moved()) {
                seen.get(number / posts).add(number);
                count++;
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(seen).allSatisfy(own -> assertThat(own).hasSize(posts).isSorted());
        assertThat(inbox.isEmpty()).isTrue();
    }
}
