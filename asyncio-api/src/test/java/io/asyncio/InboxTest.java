package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InboxTest {
    private final Inbox inbox = new Inbox();
    private final ReadyQueue queue = new ReadyQueue();
    private final List<String> ran = new ArrayList<>();

    private Ready entry(String name) {
        return new NamedEntry(name, ran);
    }

    private void runAll() {
        inbox.moveTo(queue);
        runQueued();
    }

    private void runQueued() {
        for (Ready next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
    }

    @Test
    void firstInIsFirstOutBehindWhatIsQueued() {
        queue.add(entry("queued"));
        inbox.add(entry("a"));
        inbox.add(entry("b"));
        assertThat(inbox.size()).isEqualTo(2);
        assertThat(inbox.isEmpty()).isFalse();
        runAll();
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.size()).isZero();
        inbox.add(entry("c"));
        runAll();
        assertThat(ran).containsExactly("queued", "a", "b", "c");
    }

    @Test
    void whatIsAddedTwiceRunsTwice() {
        Ready twice = entry("twice");
        queue.add(twice);
        inbox.add(twice);
        inbox.add(entry("between"));
        inbox.add(twice);
        runAll();
        inbox.add(twice);
        runAll();
        assertThat(ran).containsExactly("twice", "twice", "between", "twice", "twice");
    }

    @Test
    void whatTheRingHasNoPlaceForComesBehindIt() {
        Inbox small = new Inbox(2);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5; i++) {
                small.add(entry(round + "." + i));
            }
            assertThat(small.size()).isEqualTo(5);
            small.moveTo(queue);
            assertThat(small.isEmpty()).isTrue();
            small.add(entry(round + ".5"));
            assertThat(small.size()).isEqualTo(1);
            small.moveTo(queue);
        }
        runQueued();
        List<String> all =
                IntStream.range(0, 18).mapToObj(i -> i / 6 + "." + i % 6).toList();
        assertThat(ran).isEqualTo(all);
    }

    @Test
    void whatIsInTheRingAndBehindItRunsTwice() {
        Inbox small = new Inbox(1);
        Ready twice = entry("twice");
        small.add(twice);
        small.add(entry("between"));
        small.add(twice);
        small.add(twice);
        small.moveTo(queue);
        runQueued();
        assertThat(ran).containsExactly("twice", "between", "twice", "twice");
    }

    /** Whoever asks for the size may be held up in the middle of it, while entries come and go. */
    @Test
    void theSizeIsOneThatWas() throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread user = new Thread(() -> {
            while (!ended.get()) {
                inbox.add(entry("in and out"));
                inbox.moveTo(queue);
                queue.poll();
            }
        });
        user.start();
        try {
            for (int i = 0; i < 2_000_000; i++) {
                assertThat(inbox.size()).isBetween(0, 1);
            }
        } finally {
            ended.set(true);
            user.join();
        }
    }

    /** Each of them finds its own in its order, and none is lost, while the loop takes what there is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4096})
    void manyThreadsAdd(int places) throws InterruptedException {
        Inbox inbox = new Inbox(places);
        int threads = 2;
        int each = 200_000;
        List<Thread> adders = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(() -> addInBursts(inbox, thread, each)))
                .toList();
        adders.forEach(Thread::start);
        int[] next = new int[threads];
        int taken = 0;
        while (taken < threads * each) {
            inbox.moveTo(queue);
            for (Ready entry = queue.poll(); entry != null; entry = queue.poll()) {
                Numbered numbered = (Numbered) entry;
                assertThat(numbered.number).isEqualTo(next[numbered.thread]++);
                taken++;
            }
        }
        for (Thread adder : adders) {
            adder.join();
        }
        assertThat(inbox.isEmpty()).isTrue();
    }

    /** So that a small ring is full and has places by turns. */
    private static void addInBursts(Inbox inbox, int thread, int count) {
        for (int i = 0; i < count; i++) {
            inbox.add(new Numbered(thread, i));
            while (i % 8 == 7 && inbox.size() > 8) {
                Thread.onSpinWait();
            }
        }
    }

    private static final class Numbered extends Ready {
        final int thread;
        final int number;

        Numbered(int thread, int number) {
            this.thread = thread;
            this.number = number;
        }

        @Override
        void run() {}
    }
}
