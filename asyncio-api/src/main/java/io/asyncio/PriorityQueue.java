package io.asyncio;

import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives the least item, of equal ones that which was put first. Like Python's
 * {@code asyncio.PriorityQueue}, except that equal items keep their order.
 *
 * @param <T> what it holds
 */
public final class PriorityQueue<T> extends Queue<T> {
    /** By the items' natural order, without a limit. */
    public PriorityQueue() {
        this(0);
    }

    /** By the items' natural order, with {@code maxSize} places; no limit if it is not positive. */
    @SuppressWarnings("unchecked") // an item that is not Comparable is a ClassCastException, as in the JDK's queue
    public PriorityQueue(int maxSize) {
        this(maxSize, (Comparator<T>) Comparator.naturalOrder());
    }

    /** By {@code order}, with {@code maxSize} places; no limit if it is not positive. */
    public PriorityQueue(int maxSize, Comparator<? super T> order) {
        super(maxSize, new StableHeap<T>(Objects.requireNonNull(order, "order")));
    }

    private record Entry<T>(T item, long sequence) {}

    /** The JDK's heap, with the order of insertion between equal items. */
    private static final class StableHeap<T> extends AbstractQueue<T> {
        private final java.util.PriorityQueue<Entry<T>> heap;
        private long added;

        StableHeap(Comparator<? super T> order) {
            Comparator<Entry<T>> byItem = (a, b) -> order.compare(a.item(), b.item());
            heap = new java.util.PriorityQueue<>(byItem.thenComparingLong(Entry::sequence));
        }

        @Override
        public boolean offer(T item) {
            return heap.offer(new Entry<>(item, added++));
        }

        @Override
        public @Nullable T poll() {
            Entry<T> first = heap.poll();
            return first == null ? null : first.item();
        }

        @Override
        public @Nullable T peek() {
            Entry<T> first = heap.peek();
            return first == null ? null : first.item();
        }

        @Override
        public int size() {
            return heap.size();
        }

        @Override
        public Iterator<T> iterator() {
            return heap.stream().map(Entry::item).iterator();
        }

        @Override
        public void clear() {
            heap.clear();
        }
    }
}
