package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboxTest {
    private final Inbox inbox = new Inbox();
    private final ReadyQueue queue = new ReadyQueue();
    private final List<String> ran = new ArrayList<>();

    private Ready entry(String name) {
        return new NamedEntry(name, ran);
    }

    private void runAll() {
        inbox.moveTo(queue);
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

    /** Each of them finds its own in its order, and none is lost, while the loop takes what there is. */
    @Test
    void manyThreadsAdd() throws InterruptedException {
        int threads = 4;
        int each = 50_000;
        List<Thread> adders = IntStream.range(0, threads)
                .mapToObj(thread -> new Thread(
                        () -> IntStream.range(0, each).forEach(number -> inbox.add(new Numbered(thread, number)))))
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
