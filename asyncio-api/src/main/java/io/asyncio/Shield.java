package io.asyncio;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends as another future does, but is cancelled alone. */
final class Shield<T extends @Nullable Object> extends Future<T> {
    private final Future<T> inner;

    private Shield(Future<T> inner) {
        super(inner.loop());
        this.inner = inner;
        inner.addListener(new Waiter() {
            @Override
            void wake() {
                innerDone();
            }
        });
    }

    /** {@code inner} itself if there is nothing left to protect. */
    static <T extends @Nullable Object> Future<T> of(Future<T> inner) {
        return inner.done() ? inner : new Shield<>(inner);
    }

    /** A failure that comes after the cancel of the shield has no awaiter here: it is reported as the inner's own. */
    private void innerDone() {
        if (!done()) {
            finishAs(inner);
        }
    }

    @Override
    Collection<Future<?>> awaited() {
        return List.of(inner);
    }

    @Override
    void markSeen() {
        super.markSeen();
        inner.markSeen();
    }
}
