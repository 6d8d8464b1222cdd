package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private final Loop loop = Loop.withVirtualTime();
    private final TimerHeap heap = new TimerHeap();

    @Test
    void pollsByDeadlineThenInsertionWhateverIsRemovedInBetween() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Handle> expected = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (random.nextInt(4) == 0 && !expected.isEmpty()) {
                    heap.remove(expected.remove(random.nextInt(expected.size())));
                } else {
                    expected.add(add(random.nextInt(20)));
                }
            }
            expected.sort(Comparator.comparingLong((Handle timer) -> timer.deadline)
                    .thenComparingLong(timer -> timer.sequence));
            assertThat(drain()).as("seed %s", seed).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsDueBeforeItsDeadline() {
        Handle timer = add(10);
        assertThat(heap.firstDeadline()).isEqualTo(10);
        assertThat(heap.pollDue(9)).isNull();
        assertThat(heap.pollDue(10)).isSameAs(timer);
        assertThat(heap.firstDeadline()).isEqualTo(Durations.FOREVER);
    }

    @Test
    void removingTwiceIsHarmless() {
        Handle timer = add(1);
        Handle other = add(2);
        heap.remove(timer);
        heap.remove(timer);
        assertThat(drain()).containsExactly(other);
    }

    private Handle add(long deadline) {
        Handle timer = new Handle(loop, () -> {}, deadline);
        heap.add(timer);
        return timer;
    }

    private List<Handle> drain() {
        List<Handle> polled = new ArrayList<>();
        for (Handle timer = heap.pollDue(Long.MAX_VALUE); timer != null; timer = heap.pollDue(Long.MAX_VALUE)) {
            polled.add(timer);
        }
        return polled;
    }
}
