package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyQueueTest {
    private final ReadyQueue queue = new ReadyQueue();
    private final List<String> ran = new ArrayList<>();

    private Ready entry(String name) {
        return new NamedEntry(name, ran);
    }

    private List<String> runAll() {
        ran.clear();
        for (Ready next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
        assertThat(queue.size()).isZero();
        assertThat(queue.isEmpty()).isTrue();
        return ran;
    }

    @Test
    void firstInIsFirstOut() {
        for (int round = 0; round < 2; round++) {
            queue.add(entry("b"));
            queue.add(entry("c"));
            queue.addFirst(entry("a"));
            assertThat(queue.size()).isEqualTo(3);
            assertThat(runAll()).containsExactly("a", "b", "c");
        }
        queue.addFirst(entry("alone"));
        queue.add(entry("behind"));
        assertThat(runAll()).containsExactly("alone", "behind");
    }

    @Test
    void anEntryIsTakenOutWhereverItStands() {
        for (int at = 0; at < 3; at++) {
            List<Ready> entries = List.of(entry("0"), entry("1"), entry("2"));
            entries.forEach(queue::add);
            queue.remove(entries.get(at));
            queue.remove(entries.get(at)); // without effect
            queue.add(entry("new"));
            List<String> rest = new ArrayList<>(List.of("0", "1", "2", "new"));
            rest.remove(at);
            assertThat(runAll()).isEqualTo(rest);
        }
    }

    @Test
    void anEntryThatIsQueuedTwiceRunsTwice() {
        Ready twice = entry("twice");
        queue.add(twice);
        queue.add(entry("between"));
        queue.add(twice);
        queue.addFirst(twice);
        assertThat(runAll()).containsExactly("twice", "twice", "between", "twice");
    }

    @Test
    void whatIsTakenOutAgainMayBeQueuedAgain() {
        Ready again = entry("again");
        queue.add(again);
        assertThat(queue.poll()).isSameAs(again);
        queue.add(again);
        assertThat(queue.peek()).isSameAs(again);
        assertThat(runAll()).containsExactly("again");
    }
}
