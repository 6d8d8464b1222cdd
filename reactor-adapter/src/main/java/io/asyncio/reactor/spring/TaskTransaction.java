package io.asyncio.reactor.spring;

import static io.asyncio.Asyncio.ALL_COMPLETED;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.timeout;
import static io.asyncio.Asyncio.waitUntil;
import static io.asyncio.Asyncio.withReactorContext;

import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.ExceptionContext;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import io.asyncio.reactor.ReactorAdapter;
import io.asyncio.reactor.ReactorContext;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.reactive.TransactionContextManager;
import org.springframework.transaction.support.ResourceHolderSupport;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One call of a transactional method in the current task: a block whose Reactor context has the transaction. A cancel that
 * comes while the transaction ends is raised when it has ended.
 */
@SuppressWarnings("NullAway") // results are declared nullable, which NullAway does not see in lambdas
final class TaskTransaction {
    private final ReactiveTransactionManager manager;
    private final TransactionAttribute attribute;
    private final String name;
    private final BiConsumer<Throwable, ReactiveTransaction> onRollback;

    TaskTransaction(
            ReactiveTransactionManager manager,
            TransactionAttribute attribute,
            String name,
            BiConsumer<Throwable, ReactiveTransaction> onRollback) {
        this.manager = manager;
        this.attribute = attribute;
        this.name = name;
        this.onRollback = onRollback;
    }

    @Nullable
    Object run(Coroutine<@Nullable Object> body) {
        Context outer = Context.of(ReactorContext.current());
        boolean isShared = outer.hasKey(TransactionContext.class);
        Context inner = TransactionContextManager.getOrCreateContextHolder()
                .andThen(TransactionContextManager.getOrCreateContext())
                .apply(outer);
        return withReactorContext(inner, () -> runInContext(body, isShared));
    }

    private @Nullable Object runInContext(Coroutine<@Nullable Object> body, boolean isShared) throws Exception {
        ReactiveTransaction transaction = begin(isShared);
        Object result;
        try {
            result = runInTime(body, transaction);
        } catch (Throwable failure) {
            endAfter(failure, transaction);
            throw failure;
        }
        commit(transaction);
        return result;
    }

    /** What is cancelled goes on to begin, and is rolled back then; whoever shares its context must wait for that. */
    private ReactiveTransaction begin(boolean isShared) {
        Task<ReactiveTransaction> beginning = started(manager.getReactiveTransaction(attribute));
        try {
            awaitDone(beginning);
        } catch (CancelledError cancel) {
            if (beginning.loop().isClosed()) {
                leaveToUndo(beginning); // else its own cancel, by the loop's end, is for the manager
                throw cancel;
            }
            Task<?> undoing = createTask(() -> undo(beginning));
            if (isShared) {
                cancelAfter(undoing);
            }
            throw cancel;
        }
        return beginning.result();
    }

    private void leaveToUndo(Task<ReactiveTransaction> beginning) {
        if (beginning.done() && !beginning.cancelled() && beginning.exception() == null) {
            leaveToEnd(manager.rollback(beginning.result()));
        }
    }

    private void undo(Task<ReactiveTransaction> beginning) {
        awaitDone(beginning);
        if (beginning.exception() == null) {
            ReactorAdapter.await(manager.rollback(beginning.result()));
        }
    }

    /** Only a transaction of its own has a deadline, as with Spring's other managers. */
    private @Nullable Object runInTime(Coroutine<@Nullable Object> body, ReactiveTransaction transaction)
            throws Exception {
        int seconds = attribute.getTimeout();
        if (seconds <= 0 || !transaction.isNewTransaction()) {
            return body.await();
        }
        AtomicReference<@Nullable Throwable> bodys = new AtomicReference<>();
        try {
            return timeout(Duration.ofSeconds(seconds), () -> keepingFailure(body, bodys));
        } catch (TimeoutException e) {
            if (bodys.get() == e) {
                throw e;
            }
            transaction.setRollbackOnly();
            throw new TransactionTimedOutException(
                    "The transaction of " + name + " is rolled back: it did not end within " + seconds + " s", e);
        }
    }

    private static @Nullable Object keepingFailure(
            Coroutine<@Nullable Object> body, AtomicReference<@Nullable Throwable> failure) throws Exception {
        try {
            return body.await();
        } catch (Throwable e) {
            failure.set(e);
            throw e;
        }
    }

    private void endAfter(Throwable failure, ReactiveTransaction transaction) {
        try {
            if (failure instanceof CancelledError || attribute.rollbackOn(failure)) {
                onRollback.accept(failure, transaction);
                rollBack(transaction);
            } else {
                commit(transaction);
            }
        } catch (TransactionSystemException overriding) {
            overriding.initApplicationException(failure);
            throw overriding;
        } catch (Throwable overriding) {
            if (overriding != failure) {
                overriding.addSuppressed(failure);
            }
            throw overriding;
        }
    }

    /** Spring's reactive managers mark what a participant has failed in, and leave it to others to look. */
    private void commit(ReactiveTransaction transaction) {
        if (transaction.isNewTransaction() && holders().anyMatch(ResourceHolderSupport::isRollbackOnly)) {
            rollBack(transaction);
            throw new UnexpectedRollbackException("The transaction of " + name
                    + " is rolled back, as a method that takes part in it has failed: let its exception pass, or run it in"
                    + " a transaction of its own (REQUIRES_NEW) or NESTED");
        }
        Mono<Void> commit = manager.commit(transaction);
        if (getRunningLoop().isClosed()) {
            leaveToEnd(commit);
            throw new CancelledError("The event loop has closed before the transaction of " + name
                    + " is committed: whether it will be, the database knows");
        }
        awaitToEnd(commit);
    }

    private void rollBack(ReactiveTransaction transaction) {
        Mono<Void> rollback = manager.rollback(transaction);
        if (getRunningLoop().isClosed()) {
            leaveToEnd(rollback);
            return;
        }
        awaitToEnd(rollback);
        if (transaction.isNested()) {
            holders().forEach(ResourceHolderSupport::resetRollbackOnly); // what had failed is undone
        }
    }

    private static Stream<ResourceHolderSupport> holders() {
        TransactionContext context = ReactorContext.current().get(TransactionContext.class);
        return context.getResources().values().stream()
                .filter(ResourceHolderSupport.class::isInstance)
                .map(ResourceHolderSupport.class::cast);
    }

    private static void awaitToEnd(Mono<Void> mono) {
        Task<?> ending = started(mono);
        CancelledError cancel = cancelAfter(ending);
        ending.result();
        if (cancel != null) {
            throw cancel;
        }
    }

    /** Where the loop has closed no task can wait any more; the database must hear of it all the same. */
    private void leaveToEnd(Mono<Void> mono) {
        Loop closed = getRunningLoop();
        mono.contextWrite(ReactorContext.current())
                .subscribe(
                        none -> {},
                        failure -> closed.callExceptionHandler(new ExceptionContext(
                                "Cannot end the transaction of " + name + ", whose event loop has closed",
                                failure,
                                null)));
    }

    /** Has subscribed when this returns, and is done then if the Mono is. */
    private static <T> Task<T> started(Mono<T> mono) {
        return getRunningLoop()
                .createTask(TaskOptions.defaults().withEagerStart(), () -> ReactorAdapter.<T>await(mono));
    }

    /** Waits for {@code task} whatever comes; the last cancel of the current task, if there was one. */
    private static @Nullable CancelledError cancelAfter(Task<?> task) {
        CancelledError cancel = null;
        while (!task.done()) {
            try {
                awaitDone(task);
            } catch (CancelledError e) {
                if (task.loop().isClosed()) {
                    throw e; // nothing ends there any more
                }
                cancel = e;
            }
        }
        return cancel;
    }

    /** A cancel leaves {@code task} alone. */
    private static void awaitDone(Task<?> task) {
        if (!task.done()) {
            waitUntil(ALL_COMPLETED, task);
        }
    }
}
