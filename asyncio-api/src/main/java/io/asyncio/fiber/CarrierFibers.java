package io.asyncio.fiber;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads carried by the loop's thread: {@code resume()} mounts one and returns when it yields.
 *
 * <p>It yields and does not park, although it waits: the JDK then keeps no permit and puts no thread into a queue, which
 * is an eighth of a switch, and nothing but {@code resume()} makes it go on. A thread dump shows it as runnable.
 *
 * <p>Pinned while user code runs. Unpinned, a task that meets a contended lock would leave the thread inside that
 * lock's queue, and a callback of the loop that wants the same lock would then wait behind it for ever.
 */
final class CarrierFibers implements Fibers {
    @Override
    public Fiber create(String name, Runnable body) {
        return new CarrierFiber(name, body);
    }

    @Override
    public FiberKind kind() {
        return FiberKind.CARRIER;
    }

    /** Is its own thread's scheduler: it keeps the continuation and runs it when the loop says so, never otherwise. */
    private static final class CarrierFiber implements Fiber, Executor, Runnable {
        private final Thread thread;
        private final Runnable body;
        private boolean resumed; // touched on the loop's thread only, as the fiber is carried by it
        private volatile @Nullable Runnable continuation; // set by the start, and always the same

        CarrierFiber(String name, Runnable body) {
            this.body = body;
            thread = CarriedThreads.unstarted(this, name, this);
        }

        /** On the thread, pinned. */
        @Override
        public void run() {
            CarriedThreads.pin();
            resumed = false;
            try {
                body.run();
            } finally {
                CarriedThreads.unpin();
            }
        }

        /**
         * Called by the JDK when the thread is started or has yielded, and by whoever has looked at its stack, from any
         * thread. Only the first is new: all others are ignored, as the next resume() runs it.
         *
         * <p>A virtual thread that user code starts inherits this scheduler, and is sent to the JDK's.
         */
        @Override
        public void execute(Runnable threadContinuation) {
            Runnable own = continuation;
            if (own == null) {
                continuation = threadContinuation;
            } else if (own != threadContinuation) {
                CarriedThreads.runElsewhere(threadContinuation);
            }
        }

        @Override
        public void resume() {
            resumed = true;
            if (continuation == null) {
                thread.start();
            }
            runContinuation();
            while (resumed) { // somebody looks at its stack, and keeps it from running for that long
                Thread.yield();
                runContinuation();
            }
        }

        private void runContinuation() {
            Runnable toRun = continuation;
            if (toRun != null) {
                toRun.run(); // does nothing if the thread is not runnable
            }
        }

        @Override
        public void suspend() {
            CarriedThreads.unpin();
            Thread.yield();
            CarriedThreads.pin();
            if (!resumed) {
                throw new IllegalStateException("Cannot suspend inside of a static initializer or a native call, as"
                        + " the JDK cannot leave its stack: await before it, or make a task there without awaiting it");
            }
            resumed = false;
        }

        @Override
        public Thread thread() {
            return thread;
        }
    }
}
