package io.asyncio.reactor;

import static io.asyncio.Asyncio.sleepMs;

import io.asyncio.AsyncIterator;
import io.asyncio.Asyncio;
import io.asyncio.CancelledError;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import reactor.test.publisher.TestPublisher;
import reactor.test.publisher.TestPublisher.Violation;

/** Something to await whose signals the test gives by hand, also when they are not wanted any more. */
abstract class Source {
    final Signals signals;

    Source(Signals signals) {
        this.signals = signals;
    }

    /** In the task: records what it is given. */
    abstract void await() throws Exception;

    /** A value that is not the last. */
    abstract void first(int value);

    /** The last value. */
    abstract void value(int value);

    abstract void empty();

    abstract void error(Throwable error);

    /** Signals to the awaiting task reach it in the next turn. */
    abstract static class OfPublisher extends Source {
        final TestPublisher<Integer> publisher =
                TestPublisher.createNoncompliant(Violation.CLEANUP_ON_TERMINATE, Violation.DEFER_CANCELLATION);

        OfPublisher(Signals signals) {
            super(signals);
        }

        @Override
        void first(int value) {
            publisher.next(value);
        }

        @Override
        void value(int value) {
            publisher.next(value).complete();
        }

        @Override
        void empty() {
            publisher.complete();
        }

        @Override
        void error(Throwable error) {
            publisher.error(error);
        }
    }

    static final class OfMono extends OfPublisher {
        OfMono(Signals signals) {
            super(signals);
        }

        @Override
        void await() {
            signals.add("result " + ReactorAdapter.await(publisher.mono().doOnCancel(this::cancelled)));
        }

        private void cancelled() {
            signals.add("source cancelled");
        }
    }

    static final class OfFlux extends OfPublisher {
        OfFlux(Signals signals) {
            super(signals);
        }

        @Override
        void await() {
            try (AsyncIterator<Integer> items =
                    ReactorAdapter.iterate(publisher.flux().doOnCancel(() -> signals.add("source cancelled")))) {
                for (Integer item : items) {
                    signals.add("item " + item);
                }
                signals.add("end");
            }
        }
    }

    static final class OfStage extends Source {
        private final CompletableFuture<@Nullable Integer> stage = new CompletableFuture<>();

        OfStage(Signals signals) {
            super(signals);
            stage.whenComplete((value, error) -> {
                if (stage.isCancelled()) {
                    signals.add("source cancelled");
                }
            });
        }

        @Override
        void await() throws Exception {
            signals.add("result " + Asyncio.await(Asyncio.wrapFuture(stage)));
        }

        @Override
        void first(int value) {
            stage.complete(value);
        }

        @Override
        void value(int value) {
            stage.complete(value);
        }

        @Override
        void empty() {
            stage.complete(null);
        }

        @Override
        void error(Throwable error) {
            stage.completeExceptionally(error);
        }
    }

    static final class OfTask extends Source {
        private final Loop loop;
        private final Future<@Nullable Integer> gate;
        private @Nullable Task<@Nullable Integer> task;

        OfTask(Signals signals, Loop loop) {
            super(signals);
            this.loop = loop;
            this.gate = loop.createFuture();
        }

        @Override
        void await() throws Exception {
            task = loop.createTask(() -> {
                try {
                    return Asyncio.await(Asyncio.shield(gate));
                } catch (CancelledError e) {
                    signals.add("source cancelled");
                    throw e;
                }
            });
            signals.add("result " + Asyncio.await(task));
        }

        @Override
        void first(int value) {
            throw new UnsupportedOperationException("a task has one result");
        }

        @Override
        void value(int value) {
            gate.setResult(value);
            letTheTaskEnd();
        }

        @Override
        void empty() {
            gate.setResult(null);
            letTheTaskEnd();
        }

        @Override
        void error(Throwable error) {
            gate.setException(error);
            letTheTaskEnd();
        }

        /** It is done then, and the task that awaits it has not run yet. */
        private void letTheTaskEnd() {
            while (loop.isCurrent() && task != null && !task.done()) {
                sleepMs(0);
            }
        }
    }
}
