package io.asyncio.reactor.spring;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Values of beans, which are told apart by identity, as their {@code equals} is users' code. A bean that is garbage takes
 * its value along. Any thread may call.
 */
final class PerBean<V> {
    private final Map<Key, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> collected = new ReferenceQueue<>();

    /** The value, which must not refer to {@code bean}. */
    V computeIfAbsent(Object bean, Supplier<V> newValue) {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            values.remove(gone);
        }
        return values.computeIfAbsent(new Key(bean, collected), key -> newValue.get());
    }

    private static final class Key extends WeakReference<Object> {
        private final int hash;

        Key(Object bean, ReferenceQueue<Object> collected) {
            super(bean, collected);
            this.hash = System.identityHashCode(bean);
        }

        /** Of one that is collected only itself, by which it is removed. */
        @Override
        public boolean equals(@Nullable Object other) {
            Object bean = get();
            return this == other || (bean != null && other instanceof Key key && key.refersTo(bean));
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
