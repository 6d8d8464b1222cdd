package io.asyncio;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends as another future does, but is cancelled alone; that one then forgets it. */
final class Shield<T extends @Nullable Object> extends Future<T> {
    private final Future<T> inner;
    private final Listener listener = new Listener();

    private Shield(Loop loop, Future<T> inner) {
        super(loop);
        this.inner = inner;
        inner.addListener(listener);
    }

    /** For {@code loop}; {@code inner} itself if it is of that loop, and there is nothing left to protect. */
    static <T extends @Nullable Object> Future<T> of(Loop loop, Future<T> inner) {
        boolean needsNone = inner.done() && inner.loop() == loop;
        return needsNone ? inner : new Shield<>(loop, inner.on(loop));
    }

    /** A failure that comes after this has ended has no awaiter here: it is reported as the inner's own. */
    @Override
    void ended(boolean failed) {
        inner.removeListener(listener);
    }

    @Override
    public Collection<Future<?>> awaited() {
        return List.of(inner);
    }

    @Override
    void expectRetrieval() {
        innermost().expectRetrieval();
    }

    @Override
    void retrievalMissed() {
        innermost().retrievalMissed();
    }

    /** Iterative, as shields may be nested at any depth. */
    private Future<?> innermost() {
        Future<?> innermost = inner;
        while (innermost instanceof Shield<?> shield) {
            innermost = shield.inner;
        }
        return innermost;
    }

    @Override
    Future<?> shielded() {
        return inner;
    }

    final class Listener extends Waiter {
        @Override
        void wake() {
            finishAs(inner);
        }

        /** Instead of {@link #wake()}; gives back who is to be woken next. */
        @Nullable
        WaitQueue settle() {
            return settleAs(inner);
        }
    }
}
