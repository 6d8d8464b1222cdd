package io.asyncio.fiber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread a fiber, virtual or platform; who holds the baton runs, all others are parked.
 *
 * <p>A fiber that suspends passes the baton straight to the next ready fiber if there is one, a new one too, which saves
 * the way over the loop's thread: the larger part of a switch's cost.
 */
final class BatonFibers implements Fibers {
    /**
     * A step is often shorter than the time it takes to park and wake the loop's thread: tens of microseconds. First
     * without leaving the processor, then after whoever else wants it.
     */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 700 : 0;

    private static final int SPINS = 500;

    private static final VarHandle OFFERED;

    static {
        try {
            OFFERED = MethodHandles.lookup().findVarHandle(BatonFiber.class, "offered", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FiberKind kind;
    private final Successors successors;
    private final Executor threads;
    private final @Nullable StarvationWatch watch; // of virtual threads
    private final @Nullable PlatformThreads platformThreads; // the same, if they serve one body after another
    private final @Nullable ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
    /** Made here, as there is no memory for it when it is thrown. */
    private final OutOfMemoryError noMemoryForStacks =
            new OutOfMemoryError("No memory for the stacks of virtual threads");

    /** Who may run: a fiber, or null for the loop's thread. */
    private volatile @Nullable BatonFiber holder;

    private volatile @Nullable Thread loopThread;

    BatonFibers(FiberKind kind, Successors successors) {
        this(kind, successors, kind == FiberKind.VIRTUAL ? VirtualThreads::start : new PlatformThreads());
    }

    /** With threads that {@code threads} makes: one for each body it is given. */
    BatonFibers(FiberKind kind, Successors successors, Executor threads) {
        this.kind = kind;
        this.successors = successors;
        this.threads = threads;
        this.watch = kind == FiberKind.VIRTUAL ? new StarvationWatch() : null;
        this.platformThreads = threads instanceof PlatformThreads ofThisLoop ? ofThisLoop : null;
    }

    @Override
    public Fiber create(FiberBody body) {
        return new BatonFiber(body);
    }

    @Override
    public FiberKind kind() {
        return kind;
    }

    @Override
    public void close() {
        if (platformThreads != null) {
            platformThreads.close();
        }
    }

    /** The loop's thread waits. */
    private void awaitReturn() {
        for (int i = 0; i < LOOKS && holder != null; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
        if (holder != null) {
            if (watch != null) {
                watch.begin();
            }
            awaitBaton(null);
        }
    }

    /** Parks until {@code me} (null: the loop's thread) holds the baton; an interrupt is kept for later. */
    private void awaitBaton(@Nullable BatonFiber me) {
        boolean interrupted = false;
        while (holder != me || (me != null && !me.acceptsBaton())) {
            interrupted |= Thread.interrupted(); // a set status would make park() return at once
            interrupted |= parkOrWait(me == null ? watch : null);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@code now} has the baton, or had it a moment ago. No switch, which is a class of its own that may be loaded late. */
    private void look(StarvationWatch watching, @Nullable BatonFiber now) {
        StarvationWatch.Finding finding = watching.look(now != null && now.offered ? now : null);
        if (finding == StarvationWatch.Finding.STARVED) {
            successors.unparkAll();
        } else if (finding == StarvationWatch.Finding.HOPELESS) {
            takeBack(now);
        }
    }

    private void takeBack(@Nullable BatonFiber starved) {
        if (starved != null && starved.acceptsBaton()) {
            holder = null;
            successors.starved(noMemoryForStacks);
        }
    }

    /** Whether it was interrupted, and the status cleared. */
    private boolean parkOrWait(@Nullable StarvationWatch watching) {
        try {
            if (watching == null) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, StarvationWatch.LOOK_NANOS);
                look(watching, holder);
            }
            return false;
        } catch (StackOverflowError | OutOfMemoryError tooDeep) {
            return waitMounted();
        }
    }

    /**
     * The JDK cannot move the stack of a virtual thread to the heap, as it is too deep or there is no memory, and the baton
     * is away: looks for it from time to time. Waiting for a monitor can be done without leaving the JDK's thread.
     */
    @SuppressWarnings("WaitNotInLoop") // who calls this looks, and comes again
    private synchronized boolean waitMounted() {
        try {
            wait(1);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private final class BatonFiber implements Fiber {
        private final FiberBody body;
        private volatile @Nullable Thread thread; // null until started
        volatile boolean offered; // it was given the baton, and has not taken it

        BatonFiber(FiberBody body) {
            this.body = body;
        }

        @Override
        public void resume() {
            loopThread = Thread.currentThread();
            receiveBaton(null);
            awaitReturn();
        }

        @Override
        public void suspend() {
            passOn();
            awaitBaton(this);
        }

        @Override
        public @Nullable Thread thread() {
            return thread;
        }

        /** Takes what was offered; false if somebody else was faster. */
        boolean acceptsBaton() {
            return OFFERED.compareAndSet(this, true, false);
        }

        private void run() {
            if (!acceptsBaton()) {
                return; // given up
            }
            Thread me = Thread.currentThread();
            thread = me;
            try {
                prepare(me);
                body.runBody();
            } finally {
                end(me);
            }
        }

        /** Whatever fails, as for want of memory, the baton is not lost. */
        private void end(Thread me) {
            boolean passed = false;
            try {
                if (platformThreads != null) {
                    platformThreads.release(me);
                }
                passOn();
                passed = true;
            } finally {
                if (!passed) {
                    passToLoop();
                }
                body.afterwards();
            }
        }

        /** What there may be no memory for, and is done without. */
        private void prepare(Thread me) {
            me.setContextClassLoader(classLoader);
            try {
                me.setName(body.threadName());
            } catch (OutOfMemoryError noMemory) {
                // it keeps the name it has
            }
        }

        /** What it throws leaves the baton here. */
        private void passOn() {
            for (Fiber next = successors.next(); next != null; next = successors.next()) {
                try {
                    ((BatonFiber) next).receiveBaton(this);
                    return;
                } catch (Throwable noThread) {
                    successors.cannotStart(noThread);
                }
            }
            passToLoop();
        }

        private void passToLoop() {
            Thread toWake = loopThread; // read first: the loop's thread may change once it holds the baton
            holder = null;
            LockSupport.unpark(toWake);
        }

        /** Goes on, or starts; if there is no thread for that, {@code giver} is told, and keeps the baton. */
        private void receiveBaton(@Nullable BatonFiber giver) {
            offered = true; // first: who sees that it holds the baton takes it
            holder = this;
            if (thread != null) {
                LockSupport.unpark(thread);
                return;
            }
            try {
                threads.execute(this::run);
            } catch (Throwable noThread) {
                if (!acceptsBaton()) {
                    return; // it has begun all the same
                }
                holder = giver; // and if it begins later, it finds that it was given up
                throw noThread;
            }
        }
    }
}
