package io.asyncio;

import java.util.AbstractQueue;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives the least item, and of equal items the one that was put first. Items are compared only
 * when one is put: if that fails, {@code put} raises the error, and the queue is as before. Like Python's {@code
 * asyncio.PriorityQueue}, except that equal items keep their order.
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
        super(maxSize, new StableTree<T>(Objects.requireNonNull(order, "order")));
    }

    private record Entry<T>(T item, long sequence) {}

    /** Keeps equal items in the order of insertion; compares them when one is added, never when one is taken. */
    private static final class StableTree<T> extends AbstractQueue<T> {
        private final TreeSet<Entry<T>> entries;
        private long added;

        StableTree(Comparator<? super T> order) {
            Comparator<Entry<T>> byItem = (a, b) -> order.compare(a.item(), b.item());
            entries = new TreeSet<>(byItem.thenComparingLong(Entry::sequence));
        }

        @Override
        public boolean offer(T item) {
            return entries.add(new Entry<>(item, added++));
        }

        @Override
        public @Nullable T poll() {
            Entry<T> first = entries.pollFirst();
            return first == null ? null : first.item();
        }

        @Override
        public @Nullable T peek() {
            return entries.isEmpty() ? null : entries.first().item();
        }

        @Override
        public int size() {
            return entries.size();
        }

        @Override
        public Iterator<T> iterator() {
            return entries.stream().map(Entry::item).iterator();
        }

        @Override
        public void clear() {
            entries.clear();
        }
    }
}
