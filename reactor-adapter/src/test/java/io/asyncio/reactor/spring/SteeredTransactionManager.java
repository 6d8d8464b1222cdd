package io.asyncio.reactor.spring;

import io.r2dbc.spi.ConnectionFactory;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Begins, commits and rolls back when a test says so, if it wants to. */
final class SteeredTransactionManager extends R2dbcTransactionManager {
    private final List<String> trail = new CopyOnWriteArrayList<>();
    private volatile Mono<Void> gate = Mono.empty();

    SteeredTransactionManager(ConnectionFactory connections) {
        super(connections);
    }

    /** What follows waits for {@code opening}. */
    void closeUntil(Sinks.Empty<Void> opening) {
        gate = opening.asMono();
    }

    List<String> trail() {
        return List.copyOf(trail);
    }

    private Mono<Void> through(String step, Mono<Void> next) {
        return Mono.defer(() -> gate)
                .doOnSuccess(done -> trail.add(step))
                .then(next)
                .doOnCancel(() -> trail.add(step + " was cut off"));
    }

    @Override
    protected Mono<Void> doBegin(
            TransactionSynchronizationManager synchronizations, Object transaction, TransactionDefinition definition) {
        return through("begin", super.doBegin(synchronizations, transaction, definition));
    }

    @Override
    protected Mono<Void> doCommit(
            TransactionSynchronizationManager synchronizations, GenericReactiveTransaction transaction) {
        return through("commit", super.doCommit(synchronizations, transaction));
    }

    @Override
    protected Mono<Void> doRollback(
            TransactionSynchronizationManager synchronizations, GenericReactiveTransaction transaction) {
        return through("rollback", super.doRollback(synchronizations, transaction));
    }
}
