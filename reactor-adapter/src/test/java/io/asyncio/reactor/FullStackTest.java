package io.asyncio.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Task;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;

/** What a task awaits at the end of its stack, which has no room for a suspension. */
class FullStackTest extends LoopTestBase {
    private final AtomicInteger subscribed = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicReference<@Nullable CoreSubscriber<?>> subscriber = new AtomicReference<>();

    /** Needs less of the stack than a suspension does. */
    private final Mono<Integer> never = new Mono<>() {
        @Override
        public void subscribe(CoreSubscriber<? super Integer> actual) {
            subscriber.set(actual);
            actual.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    subscribed.incrementAndGet();
                }

                @Override
                public void cancel() {
                    cancelled.incrementAndGet();
                }
            });
        }
    };

    @Test
    void aMonoThatCannotBeAwaitedIsCancelled() {
        awaitAndCancel(); // loads the classes
        Task<?> task = loop.createTask(() -> awaitAtTheEndOfTheStack());
        settle();
        assertThat(task.done()).isFalse(); // the first try with room enough waits
        onLoop(() -> subscriber.get().onComplete());
        settle();
        assertThat(task.done()).isTrue();
        assertThat(cancelled.get()).isEqualTo(subscribed.get() - 1); // how many had no room depends on the fiber
    }

    private void awaitAndCancel() {
        Task<?> task = loop.createTask(() -> ReactorAdapter.await(never));
        settle();
        task.cancel();
        settle();
        assertThat(cancelled.get()).isEqualTo(1);
    }

    /** Once the stack has overflowed, tries at each level, from the innermost on; true if it is done. */
    @SuppressWarnings("InfiniteRecursion") // until the stack is full
    private boolean awaitAtTheEndOfTheStack() {
        try {
            if (awaitAtTheEndOfTheStack()) {
                return true;
            }
        } catch (StackOverflowError full) {
            // the innermost level
        }
        try {
            ReactorAdapter.await(never);
            return true;
        } catch (StackOverflowError noRoom) {
            return false;
        }
    }
}
