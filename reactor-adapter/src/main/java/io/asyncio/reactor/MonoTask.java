package io.asyncio.reactor;

import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.TaskOptions;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** One subscription to a Mono that owns a task. */
final class MonoTask<T> {
    private final MonoSink<T> sink;
    private volatile boolean cancelled;

    MonoTask(MonoSink<T> sink) {
        this.sink = sink;
    }

    void start(Loop loop, Coroutine<? extends @Nullable T> body) {
        TaskOptions options =
                TaskOptions.defaults().withReactorContext(sink.contextView()).withDoneCallback(this::emit);
        Task<?> task = loop.createTask(options, body);
        sink.onCancel(() -> {
            cancelled = true;
            task.cancel();
        });
    }

    /** On the loop, when the task is done; a value that comes after a cancel is discarded by the sink. */
    private void emit(Future<?> done) {
        try {
            sink.success(resultOf(done));
        } catch (CancelledError e) {
            if (!cancelled) {
                sink.error(new CancellationException(e.getMessage()));
            }
        } catch (Throwable e) {
            if (cancelled) {
                Operators.onErrorDropped(e, Context.of(sink.contextView()));
            } else {
                sink.error(BodyFailure.signal(e, Context.of(sink.contextView())));
            }
        }
    }

    @SuppressWarnings("unchecked")
    private @Nullable T resultOf(Future<?> done) {
        return (T) done.result();
    }
}
