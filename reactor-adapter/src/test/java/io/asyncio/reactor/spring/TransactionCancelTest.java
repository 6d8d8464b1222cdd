package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

/** Cancels while a transaction begins or ends, which take as long as the test wants. */
class TransactionCancelTest extends TransactionTestBase {
    private Orders orders;
    private SteeredTransactionManager manager;

    @BeforeEach
    void getBeans() {
        orders = bean(Orders.class);
        manager = bean(SteeredTransactionManager.class);
    }

    @Test
    void aCommitIsNotCutOffByCancels() {
        onLoop(() -> {
            Sinks.Empty<Void> gate = Sinks.empty();
            Task<?> task = createTask(() -> orders.required(() -> {
                insert("ann");
                manager.closeUntil(gate);
            }));
            cancelTwice(task);
            gate.tryEmitEmpty();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
        });
        assertThat(manager.trail()).containsExactly("begin", "commit");
        assertCommitted("ann");
    }

    @Test
    void aRollbackIsNotCutOffByCancels() {
        onLoop(() -> {
            Sinks.Empty<Void> gate = Sinks.empty();
            IllegalStateException failure = new IllegalStateException("before the cancel");
            Task<?> task = createTask(() -> orders.required(() -> {
                insert("ann");
                manager.closeUntil(gate);
                throw failure;
            }));
            cancelTwice(task);
            gate.tryEmitEmpty();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class).hasSuppressedException(failure);
        });
        assertThat(manager.trail()).containsExactly("begin", "rollback");
        assertCommitted();
    }

    private static void cancelTwice(Task<?> task) {
        for (int i = 0; i < 2; i++) {
            sleepMs(1);
            task.cancel();
        }
        sleepMs(1);
        assertThat(task.done()).isFalse();
    }

    /** It may wait for a connection for long. */
    @Test
    void aCancelWhileItBeginsEndsTheTaskAtOnceAndRollsBackWhatBeginsLater() {
        onLoop(() -> {
            Sinks.Empty<Void> gate = Sinks.empty();
            manager.closeUntil(gate);
            Task<?> task = createTask(() -> orders.required(() -> insert("never")));
            sleepMs(1);
            task.cancel();
            assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
            assertThat(manager.trail()).isEmpty();
            gate.tryEmitEmpty();
            sleepMs(1);
            assertThat(manager.trail()).containsExactly("begin", "rollback");
        });
        assertCommitted();
    }

    @Test
    void aCancelWhileAnInnerOneBeginsLeavesTheOuterOneWhole() {
        onLoop(() -> {
            Sinks.Empty<Void> gate = Sinks.empty();
            Event caught = new Event();
            Task<?> task = createTask(() -> orders.required(() -> {
                insert("before");
                manager.closeUntil(gate);
                try {
                    orders.requiresNew(() -> insert("never"));
                } catch (CancelledError e) {
                    caught.set();
                }
                insert("after");
            }));
            sleepMs(1);
            task.cancel();
            sleepMs(1);
            assertThat(caught.isSet()).isFalse();
            gate.tryEmitEmpty();
            task.await();
        });
        assertThat(manager.trail()).containsExactly("begin", "begin", "rollback", "commit");
        assertCommitted("after", "before");
    }

    @Test
    void aFailureToBeginIsRaised() {
        onLoop(() -> {
            Sinks.Empty<Void> gate = Sinks.empty();
            manager.closeUntil(gate);
            Task<?> failing = createTask(() -> orders.required(() -> insert("never")));
            Task<?> cancelled = createTask(() -> orders.required(() -> insert("never")));
            sleepMs(1);
            cancelled.cancel();
            gate.tryEmitError(new IllegalStateException("no connection"));
            assertThatThrownBy(failing::await).hasMessage("no connection");
            assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
        });
        assertCommitted();
    }

    /** Which is what a rollback waits for, too. */
    @Test
    void aLoopThatClosesDoesNotWaitForACommit() {
        VoidCoroutine never = () -> manager.closeUntil(Sinks.empty());
        Task<?> task = loop.createTask(() -> orders.required(never));
        onLoop(() -> sleep(1));
        loop.close();
        assertThat(task.cancelled()).isTrue();
    }

    @Test
    void theEndOfTheLoopCancelsTheBodyAndRollsBack() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        closingIts(loop -> {
            Task<?> task = loop.createTask(() -> orders.required(() -> {
                insert("ann");
                inBody.countDown();
                sleep(1000);
            }));
            inBody.await();
            return task;
        });
        assertThat(manager.trail()).containsExactly("begin", "rollback");
        assertCommitted();
    }

    /** Nobody can wait for the commit, but the database hears of it. */
    @Test
    void aBodyThatReturnsAtTheEndOfTheLoopIsCommittedAndItsTaskCancelled() throws Exception {
        CountDownLatch inBody = new CountDownLatch(1);
        closingIts(loop -> {
            Task<?> task = loop.createTask(() -> orders.required(() -> {
                insert("ann");
                inBody.countDown();
                try {
                    sleep(1000);
                } catch (CancelledError end) {
                    return;
                }
            }));
            inBody.await();
            return task;
        });
        assertThat(manager.trail()).containsExactly("begin", "commit");
        assertCommitted("ann");
    }

    @Test
    void theEndOfTheLoopCancelsABeginThatWaits() throws Exception {
        Sinks.Empty<Void> gate = Sinks.empty();
        manager.closeUntil(gate);
        closingIts(loop -> {
            Task<?> task = loop.createTask(() -> orders.required(() -> insert("never")));
            while (gate.currentSubscriberCount() == 0) {
                Thread.onSpinWait();
            }
            return task;
        });
        assertThat(manager.trail()).containsExactly("begin was cut off");
    }

    /** Its task is cancelled, and nobody is told of anything else. */
    private static void closingIts(TaskOfLoop start) throws Exception {
        List<ExceptionContext> told = new CopyOnWriteArrayList<>();
        Task<?> task;
        try (Loop loop = Loop.create()) {
            loop.setExceptionHandler((l, context) -> told.add(context));
            loop.start();
            task = start.on(loop);
        }
        assertThat(told).isEmpty();
        assertThat(task.cancelled()).isTrue();
    }

    private interface TaskOfLoop {
        Task<?> on(Loop loop) throws Exception;
    }
}
