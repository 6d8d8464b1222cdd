package io.asyncio.fiber;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads carried by the loop's thread: {@code resume()} mounts one and returns when it yields.
 *
 * <p>It yields and does not park, although it waits: the JDK then keeps no permit and puts no thread into a queue, which
 * is an eighth of a switch, and nothing but {@code resume()} makes it go on. A thread dump shows it as runnable.
 *
 * <p>A thread whose body has ended runs the next task's body if that is what comes next, or waits for one, as making a
 * virtual thread costs more than a switch. Nothing of the last body is left on it.
 *
 * <p>Pinned while user code runs. Unpinned, a task that meets a contended lock would leave the thread inside that
 * lock's queue, and a callback of the loop that wants the same lock would then wait behind it for ever.
 */
final class CarrierFibers implements Fibers {
    private static final int MOST_IDLE = 64;

    private final Successors successors;
    /** Threads without a body; touched by who holds the loop. */
    private final ArrayDeque<CarrierFiber> idle = new ArrayDeque<>();

    private final HeldMonitors heldMonitors = new HeldMonitors();
    private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
    private boolean closed;

    CarrierFibers(Successors successors) {
        this.successors = successors;
        ThreadReset.prepare();
    }

    @Override
    public Fiber create(FiberBody body) {
        CarrierFiber fiber = idle.pollLast();
        if (fiber == null) {
            return new CarrierFiber(body);
        }
        fiber.begin(body);
        return fiber;
    }

    @Override
    public FiberKind kind() {
        return FiberKind.CARRIER;
    }

    @Override
    public void keepHeldMonitors() {
        heldMonitors.keep();
    }

    @Override
    public void close() {
        closed = true;
        for (CarrierFiber fiber = idle.poll(); fiber != null; fiber = idle.poll()) {
            fiber.resume();
        }
    }

    /** Is its own thread's scheduler: it keeps the continuation and runs it when the loop says so, never otherwise. */
    private final class CarrierFiber implements Fiber, Executor, Runnable {
        private final Thread thread;
        private @Nullable FiberBody body; // null while idle
        private boolean resumed; // touched on the loop's thread only, as the fiber is carried by it
        private boolean pinned;
        private volatile @Nullable Runnable continuation; // set by the start, and always the same

        CarrierFiber(FiberBody body) {
            this.body = body;
            thread = CarriedThreads.unstarted(this, body.threadName(), this);
            thread.setContextClassLoader(classLoader);
        }

        void begin(FiberBody next) {
            body = next;
            try {
                String name = next.threadName();
                if (!thread.getName().equals(name)) {
                    thread.setName(name);
                }
            } catch (OutOfMemoryError noMemory) {
                // it keeps the name it has
            }
        }

        /** On the thread, pinned. */
        @Override
        public void run() {
            pin();
            resumed = false;
            try {
                while (body != null) {
                    body.runBody(); // no local variable keeps it while the thread is idle
                    endBody();
                }
            } finally {
                unpin();
            }
        }

        /** Leaves nothing of the body behind. Returns with the next one, or with none if the thread is to end. */
        private void endBody() {
            body = null;
            if (!ThreadReset.isPossible()) {
                return;
            }
            FiberBody next = successors.nextBody(this); // may run code of users, an observer's
            boolean clean = isReset();
            if (next != null) {
                begin(next);
            } else if (clean && !closed && idle.size() < MOST_IDLE) {
                waitForBody();
            }
        }

        /** Whatever fails here, a body that has been given this thread runs on it. */
        private boolean isReset() {
            try {
                ThreadReset.reset(thread, classLoader);
                return true;
            } catch (Throwable noMemory) {
                return false;
            }
        }

        private void waitForBody() {
            try {
                idle.add(this);
                suspend();
            } catch (Throwable cannotWait) {
                idle.remove(this); // no memory for its stack: the thread ends
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
            while (resumed
                    && thread.isAlive()) { // somebody looks at its stack, and keeps it from running for that long
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
            unpin();
            try {
                Thread.yield(); // throws if the stack is too deep, or if there is no memory, to move it to the heap
            } finally {
                pin();
            }
            if (!resumed) {
                throw new IllegalStateException("Cannot suspend inside of a static initializer or a native call, as"
                        + " the JDK cannot leave its stack: await before it, or make a task there without awaiting it");
            }
            resumed = false;
        }

        private void pin() {
            CarriedThreads.pin();
            pinned = true;
        }

        /** A pin may have failed. */
        private void unpin() {
            if (pinned) {
                CarriedThreads.unpin();
                pinned = false;
            }
        }

        @Override
        public Thread thread() {
            return thread;
        }
    }
}
