package io.asyncio;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** A blocking call in another thread, and the future that a task awaits meanwhile. */
final class ThreadCall<T extends @Nullable Object> extends Ready {
    private final Loop loop;
    private final Coroutine<T> call;
    private final Future<T> result;
    private @Nullable T value; // these two: set in the other thread, before this is queued
    private @Nullable Throwable error;
    private volatile boolean unwanted; // nobody waits any more

    private ThreadCall(Loop loop, Coroutine<T> call) {
        this.loop = loop;
        this.call = call;
        this.result = loop.createFuture();
    }

    static <T extends @Nullable Object> T await(Executor threads, Callable<T> call) {
        Loop loop = TaskRun.current("toThread()").loop;
        ThreadCall<T> threadCall = new ThreadCall<>(loop, ContextCapture.wrap(call::call, null));
        Runnable work = threadCall.new Work();
        loop.core.host.outsideWorkBegins();
        try {
            threads.execute(work);
        } catch (Throwable rejected) {
            loop.core.host.outsideWorkEnds();
            throw rejected;
        }
        try {
            return Asyncio.await(threadCall.result);
        } finally {
            threadCall.unwanted = true;
            if (threads instanceof BlockingThreads bounded && bounded.remove(work)) {
                loop.core.host.outsideWorkEnds();
            }
        }
    }

    /** On the loop: the call has ended. A virtual clock stood still until here, not only until the call returned. */
    @Override
    void run() {
        loop.core.host.outsideWorkEnds();
        if (!result.done()) {
            complete();
        } else {
            tellError();
        }
    }

    /** The loop has closed: whoever waited was cancelled. */
    @Override
    void abandon() {
        tellError();
    }

    private void tellError() {
        if (error != null) {
            String message = "Exception in a toThread() call whose task was cancelled";
            loop.callExceptionHandler(new ExceptionContext(message, error, null));
        }
    }

    @SuppressWarnings("NullAway") // null if T says so
    private void complete() {
        if (error == null) {
            result.setResult(value);
        } else {
            result.setException(error);
        }
    }

    /** What the other thread does. */
    private final class Work implements Runnable {
        @Override
        public void run() {
            if (!unwanted) {
                callNow();
            }
            loop.core.enqueue(ThreadCall.this);
        }

        private void callNow() {
            try {
                value = call.await();
            } catch (Throwable thrown) {
                error = thrown;
            }
        }
    }
}
