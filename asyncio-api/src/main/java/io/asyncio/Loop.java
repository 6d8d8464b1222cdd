package io.asyncio;

import io.asyncio.fiber.FiberKind;
import io.asyncio.fiber.Fibers;
import io.asyncio.fiber.Successors;
import io.asyncio.host.Host;
import io.asyncio.host.NettyHost;
import io.asyncio.host.SchedulerHost;
import io.asyncio.host.VirtualTimeHost;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * An event loop: runs callbacks and the steps of tasks one at a time, in the order in which they became ready.
 *
 * <p>A turn runs what was ready at its start, then the overdue timers by deadline. A loop queues work from the start,
 * but runs it only while its gate is open: inside {@link #runForever()} and {@link #runUntilComplete}, or from {@link
 * #start()} on. {@code createTask}, {@code callSoonThreadsafe}, {@code stop}, {@code close} and methods that only ask
 * may be called by any thread. The others are called on the loop: while it runs, they fail elsewhere, with an error
 * that names the call to use instead.
 *
 * <p>Like Python's event loops, except that the loop has a thread of its own, so that {@code run*} blocks the caller
 * while the work happens there.
 */
public final class Loop implements TaskScope, AutoCloseable {
    final LoopCore core;
    final Fibers fibers;
    final LoopSockets sockets = new LoopSockets(this);
    final LoopProcesses processes = new LoopProcesses(this);
    final TaskRegistry tasks = new TaskRegistry();
    /** Of those that were given no name: told apart from the loop's own thread, not from each other. */
    final String nameOfTaskThreads;
    /**
     * The thread that holds the loop, if any. Written by the holder, and by who passes the loop on. Read by others, too,
     * who are told for sure only whether it is they.
     */
    @Nullable
    Thread holder;
    /** The task whose code runs now, if any; touched only by who holds the loop. */
    @Nullable
    TaskRun current;

    /** How many tasks let others in as their steps have used up their share; touched by who holds the loop. */
    int atEndOfShare;

    /** The first of the failures that wait for these; touched by who holds the loop. */
    @Nullable
    UnseenFailure heldFailure;

    /** What tasks that a callback makes inherit; touched by who holds the loop. */
    ContextView callbackContext = Context.empty();

    private final LoopSignals signals = new LoopSignals(this);
    private final LoopScheduler scheduler = new LoopScheduler(this);
    private final Set<Runnable> closeHooks = new LinkedHashSet<>(); // guarded by itself
    private volatile @Nullable ExceptionHandler exceptionHandler;
    private volatile @Nullable Observers observers; // null while nobody listens
    private volatile boolean debug;
    private volatile long slowCallbackNanos = Durations.ofMillis(100);

    private Loop(Host host, Function<Successors, Fibers> newFibers) {
        this.core = new LoopCore(this, host);
        this.nameOfTaskThreads = host + "-task";
        this.fibers = newFibers.apply(core);
    }

    /**
     * A loop on a thread of its own, which starts when the loop first runs, and becomes a Netty event loop with the first
     * socket.
     */
    public static Loop create() {
        return on(newHost(), DefaultFibers.KIND);
    }

    /**
     * A loop on a worker of {@code scheduler}, which the loop keeps until it is closed. The scheduler is a {@code
     * VirtualTimeScheduler} in a test, or any other that can run work after a delay; of a pool of threads the loop uses
     * one at a time. Each task has a thread of its own, and one of these runs at a time.
     *
     * @throws IllegalArgumentException if the scheduler has no timers (as {@code Schedulers.immediate()}), is disposed,
     *     or is the scheduler of a loop
     */
    public static Loop on(Scheduler scheduler) {
        Objects.requireNonNull(scheduler, "scheduler");
        if (scheduler instanceof LoopScheduler) {
            throw new IllegalArgumentException(scheduler + " belongs to an event loop: create tasks on that loop");
        }
        return on(new SchedulerHost(scheduler), DefaultFibers.KIND_ON_FOREIGN_THREADS);
    }

    /**
     * A loop whose clock stands still while anything is ready and jumps to the next deadline when nothing is: hours of
     * sleep pass in milliseconds, in a fixed order.
     */
    public static Loop withVirtualTime() {
        return on(new VirtualTimeHost(newHost()), DefaultFibers.KIND);
    }

    /**
     * {@link #withVirtualTime()} that calls {@code atStandstill} when the loop waits for what will not come by itself,
     * so that a test that would wait for ever can fail. That is so when for a second of real time nothing was ready, no
     * deadline is set, no {@code toThread} call is under way, no socket is open and no subprocess runs. {@code
     * atStandstill} is called in the loop's thread, each time this happens; it may cancel tasks.
     */
    public static Loop withVirtualTime(Runnable atStandstill) {
        Objects.requireNonNull(atStandstill, "atStandstill");
        Host host = new VirtualTimeHost(newHost(), VirtualTimeHost.PATIENCE, atStandstill);
        return on(host, DefaultFibers.KIND);
    }

    private static Host newHost() {
        RequiredLibraries.require(); // before a class is loaded that needs them
        return LoopSockets.newHost();
    }

    static Loop on(Host host, FiberKind kind) {
        return on(host, core -> Fibers.of(kind, core));
    }

    static Loop on(Host host, Function<Successors, Fibers> newFibers) {
        RequiredLibraries.require();
        Loop loop = new Loop(host, newFibers);
        try {
            LoopExtensions.tellCreated(loop);
        } catch (Throwable refused) {
            loop.close(); // nobody else would
            throw refused;
        }
        return loop;
    }

    /** The name of the loop's thread, or of the scheduler on which the loop runs. Any thread may ask. */
    public String name() {
        return core.host.toString();
    }

    /**
     * Makes a task of this loop that runs {@code body}. The body starts in a later turn unless {@code options} say
     * otherwise. Any thread may call.
     *
     * @throws IllegalStateException if the loop is closed
     */
    @Override
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> body) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(body, "body");
        StackReserve.require();
        core.checkNotClosed();
        Task<T> task = new Task<>(this, body, options.name(), options.reactorContext());
        if (options.doneCallback() != null) {
            task.addListener(new DoneCallback<>(task, options.doneCallback()));
        }
        tasks.add(task);
        try {
            begin(task, options);
        } catch (Throwable refused) {
            endIfNew(task, refused);
            throw refused;
        }
        return task;
    }

    /** Nobody has it, and nobody will run it: only observers, who have heard of it, hear of its end. */
    private static void endIfNew(Task<?> task, Throwable refused) {
        if (task.run.isNew()) {
            task.forgetListeners();
            task.markSeen();
            task.run.fail(refused);
        }
    }

    private void begin(Task<?> task, TaskOptions options) {
        LoopObserver told = observers;
        if (told != null) {
            told.taskCreated(task);
        }
        if (!options.eagerStart() || !core.isHeldByCaller() || !core.startNow(task.run)) {
            core.enqueue(task.run);
        }
    }

    /** A future to be completed by hand. Any thread may call. */
    public <T extends @Nullable Object> Future<T> createFuture() {
        return new Future<>(this);
    }

    /** Has {@code callback} called in the next turn. */
    public Handle callSoon(Runnable callback) {
        core.checkHeld("Loop.callSoon()", "callSoonThreadsafe()");
        return callSoonThreadsafe(callback);
    }

    /** {@link #callSoon} for any thread; a sleeping loop is woken. */
    public Handle callSoonThreadsafe(Runnable callback) {
        StackReserve.require();
        core.checkNotClosed();
        Handle handle = new Handle(this, Objects.requireNonNull(callback, "callback"), Handle.NO_DEADLINE);
        core.enqueue(handle);
        return handle;
    }

    /** Has {@code callback} called after {@code delay} seconds; a delay that is not positive counts as zero. */
    public Handle callLater(double delay, Runnable callback) {
        return callLaterNanos(Durations.ofSeconds(delay), callback);
    }

    /** {@link #callLater(double, Runnable)} with a {@link Duration}. */
    public Handle callLater(Duration delay, Runnable callback) {
        return callLaterNanos(Durations.of(delay), callback);
    }

    /** Has {@code callback} called when {@link #time()} has reached {@code when}. */
    public Handle callAt(double when, Runnable callback) {
        return callAtNanos(Math.max(0, Durations.ofSeconds(when)), callback);
    }

    private Handle callLaterNanos(long delay, Runnable callback) {
        return callAtNanos(deadlineIn(delay), callback);
    }

    Handle callAtNanos(long deadline, Runnable callback) {
        StackReserve.require();
        core.checkNotClosed();
        core.checkHeld("Loop.callLater()/callAt()", "callSoonThreadsafe(() -> loop.callLater(...))");
        return addTimer(deadline, Objects.requireNonNull(callback, "callback"));
    }

    long deadlineIn(long nanos) {
        return Durations.deadline(core.host.nanoTime(), nanos);
    }

    Handle addTimer(long deadline, Runnable callback) {
        Handle timer = new Handle(this, callback, deadline);
        core.enqueueTimer(timer);
        return timer;
    }

    /** For a wait that is limited; null if it is not. */
    @Nullable
    Handle addTimerUnlessForever(long nanos, OwnCallback callback) {
        long deadline = deadlineIn(nanos);
        return deadline == Durations.FOREVER ? null : addTimer(deadline, callback);
    }

    /**
     * Calls {@code callback} on this loop when the JVM is sent a signal, {@code SIGTERM} or {@code TERM}, instead of
     * what the JVM would do, as to shut down; replaces a callback for that signal. If several loops ask for a signal,
     * the last one is told. The callback stays until {@link #removeSignalHandler} or {@link #close()}; then the JVM
     * does again what it did before. Any thread may call.
     *
     * @throws IllegalArgumentException if the system has no such signal, or the JVM or the system keeps it for itself,
     *     as SIGQUIT and SIGKILL
     * @throws UnsupportedOperationException if the JVM lacks the module {@code jdk.unsupported}
     */
    public void addSignalHandler(String name, Runnable callback) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(callback, "callback");
        core.checkNotClosed();
        signals.add(name, callback);
    }

    /**
     * Removes the callback of {@link #addSignalHandler}; false if there was none. Any thread may call.
     *
     * @throws IllegalArgumentException if the system has no such signal
     */
    public boolean removeSignalHandler(String name) {
        return signals.remove(Objects.requireNonNull(name, "name"));
    }

    /**
     * The loop's clock, in seconds since an arbitrary moment; it never goes back. Any thread may ask. Like Python's
     * {@code loop.time}.
     */
    public double time() {
        return Durations.toSeconds(core.host.nanoTime());
    }

    /**
     * Opens the gate and returns: the loop runs until {@link #stop()} or {@link #close()}.
     *
     * @return this
     * @throws IllegalStateException if it runs already or is closed
     */
    public Loop start() {
        core.checkNotClosed();
        core.open(core.reserve());
        core.checkNotClosing();
        return this;
    }

    /**
     * Runs the loop until {@link #stop()}; blocks the calling thread meanwhile. An interrupt of that thread stops the
     * loop; the thread stays interrupted.
     *
     * @throws IllegalStateException if the loop runs already or is closed; if another thread closes it while it runs;
     *     or if the caller is inside a running loop or in a loop's thread, which this would block
     */
    public void runForever() {
        checkMayRun();
        core.open(core.reserve()).join(this::stop);
    }

    /**
     * Runs the loop until {@code main} is done; blocks the calling thread meanwhile. An interrupt of that thread
     * cancels {@code main}; the thread stays interrupted. Other tasks stay pending.
     *
     * @param main a task or future of this loop, or a body to make a task of
     * @return its result; its exception is raised unwrapped
     * @throws IllegalStateException if the loop runs already or is closed; if another thread closes or stops it before
     *     {@code main} is done; or if the caller is inside a running loop or in a loop's thread, which this would
     *     block. A run that is refused makes no task
     */
    public <T extends @Nullable Object> T runUntilComplete(Awaitable<T> main) {
        Objects.requireNonNull(main, "main");
        checkMayRun();
        if (main instanceof Future<?> future && future.loop() != this) {
            throw new IllegalStateException(future + " belongs to another event loop");
        }
        Session session = core.reserve(); // before a task is made, which would run in somebody else's run
        Future<T> future;
        try {
            future = futureOf(main);
        } catch (Throwable e) {
            core.release(session);
            throw e;
        }
        session.endWith(future);
        try {
            core.open(session);
        } catch (Throwable refused) {
            if (future != main && future instanceof Task<?> made) {
                endIfNew(made, refused);
            }
            throw refused;
        }
        session.join(() -> Blocking.cancel(future));
        return future.result();
    }

    /** {@link #runUntilComplete(Awaitable)} without a value. */
    @LowPriorityInOverloadResolution // in Kotlin, as in Asyncio
    public void runUntilComplete(VoidAwaitable main) {
        runUntilComplete(Awaitables.of(main, "main"));
    }

    /** {@link #runUntilComplete(Awaitable)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public <T extends @Nullable Object, X extends Exception> T runUntilComplete(Body<T, X> main) throws X {
        return runUntilComplete((Awaitable<T>) main);
    }

    /** {@link #runUntilComplete(Body)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public <X extends Exception> void runUntilComplete(VoidBody<X> main) throws X {
        runUntilComplete((VoidAwaitable) main);
    }

    /**
     * Stops the loop at the end of the current turn. What is pending stays pending, for the next run. Any thread may
     * call. Does not wait; see {@link #stopped()}.
     */
    public void stop() {
        core.requestStop();
    }

    /**
     * Completes when the loop has stopped, and may be started again; it is complete if the loop does not run.
     * Completing or cancelling it has no effect on the loop. Any thread may ask; {@code join()} and {@code get()} of
     * it, and of what derives from it, are refused where they would block a loop. Python has no counterpart, as its
     * loops run in the thread that waits for them.
     */
    public CompletableFuture<@Nullable Void> stopped() {
        return core.stopped();
    }

    /**
     * Whether the loop runs: inside {@code run...()}, or between {@link #start()} and {@link #stop()}. Any thread may
     * ask.
     */
    public boolean isRunning() {
        return core.isOpen();
    }

    /** Whether the caller runs on this loop: in one of its tasks or callbacks. Any thread may ask. */
    public boolean isCurrent() {
        return core.isHeldByCaller();
    }

    /**
     * Netty's event loop on this loop's own thread, for servers, clients and drivers of databases that are to run on
     * the thread of the tasks. Their handlers hold this loop: they may call whatever a callback may, as {@code
     * createTask}, {@code event.set()} and {@code queue.putNoWait()}, and never run in the middle of a task's step. To
     * suspend, they make a task. A handler that blocks, blocks the loop. The code of a task, too, counts as being in
     * the event loop ({@code inEventLoop()}), so that what it writes need not change threads; with io_uring only on
     * carrier fibers.
     *
     * <p>Netty's event loop works while this loop is stopped, too, and ends with {@link #close()}; shutting it down is
     * refused. The first call has it take over the thread of this loop, which runs without it before. Any thread may call.
     *
     * @throws IllegalStateException if this loop runs on a foreign scheduler ({@link #on}), which has no event loop, or
     *     if it is closed
     */
    public EventLoop eventLoop() {
        core.checkNotClosed();
        NettyHost own = core.host.netty();
        if (own == null) {
            throw new IllegalStateException(this + " runs on a thread of somebody else's, which is no event loop of"
                    + " Netty: make a loop by Loop.create()");
        }
        return own.eventLoop();
    }

    /**
     * The thread that runs code of this loop: the thread of the task whose step it is, or the loop's own; null if no
     * thread does, or if only work of Netty's runs. Its stack says what blocks the loop. Any thread may ask; a moment
     * later it may be another thread.
     */
    public @Nullable Thread holder() {
        return holder;
    }

    /**
     * The callback or step of a task that runs on this loop, or the last one that did. Which callback it is, is known
     * only if the loop is observed, as in debug mode. Any thread may ask; a moment later it may be another step.
     */
    public Step currentStep() {
        return core.steps.current();
    }

    /** Whether {@link #close()} was called. Any thread may ask. */
    public boolean isClosed() {
        return core.isClosing();
    }

    /**
     * Ends the loop and gives its thread back. Tasks that are not done are cancelled where they stand: their {@code
     * finally} blocks run, but a second suspension is refused. Tasks that have not started never do, and queued
     * callbacks are dropped. If another thread runs the loop, its run ends with an error. Blocks until the loop has
     * ended; without effect on a loop that is closed, or that another thread is closing. To end tasks with time to
     * clean up, cancel and await them first. Any thread may call.
     *
     * @throws IllegalStateException if called on the loop itself, or on another loop that this one is closing
     */
    @Override
    public void close() {
        if (core.isHeldByCaller()) {
            throw new IllegalStateException(
                    "Cannot close a running event loop from inside: call stop(), or close() in another thread");
        }
        core.close(new LoopClosing(this));
    }

    /** The tasks that are not done, oldest first. Any thread may ask. */
    public List<Task<?>> allTasks() {
        List<Task<?>> all = tasks.snapshot();
        all.removeIf(Task::done); // one that another thread has seen end may be about to leave
        return all;
    }

    /** How many callbacks and steps of tasks are ready to run. Any thread may ask; a moment later it may be another. */
    public int readyCount() {
        return core.turns.readyCount();
    }

    /** How many open connections this loop's servers have accepted. Any thread may ask; a moment later it may be another number. */
    public int connectionCount() {
        return sockets.acceptedCount();
    }

    /** The sockets that tasks of this loop have opened or accepted, in no order. Any thread may ask. */
    public List<OpenSocket> openSockets() {
        return sockets.open();
    }

    /**
     * A Reactor scheduler whose work joins this loop's queue; always the same one. Disposing it leaves the loop alone,
     * closing the loop disposes it. When work fails, the exception handler is told, and then the hook of {@code
     * Schedulers.onHandleError}. Any thread may use it.
     */
    public Scheduler scheduler() {
        return scheduler;
    }

    /**
     * Sets the handler that is told of failures that nobody awaits and of callbacks that throw; null for
     * {@link #defaultExceptionHandler}. Like Python's {@code loop.set_exception_handler}.
     */
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        exceptionHandler = handler;
    }

    /** The handler that was set, or null. */
    public @Nullable ExceptionHandler getExceptionHandler() {
        return exceptionHandler;
    }

    /**
     * Logs the error, with the future and the details, by SLF4J. Without SLF4J, or without a binding for it, it is
     * printed to {@code System.err}.
     */
    public void defaultExceptionHandler(ExceptionContext context) {
        String message = context.message()
                + (context.future() == null ? "" : ": " + context.future())
                + (context.details().isEmpty() ? "" : " " + context.detailsForLog());
        ErrorLog.write(message, context.exception());
    }

    /** Tells the exception handler. An error of the handler itself is logged. Never throws. */
    public void callExceptionHandler(ExceptionContext context) {
        ExceptionHandler handler = exceptionHandler;
        try {
            if (handler == null) {
                defaultExceptionHandler(context);
            } else {
                handler.handle(this, context);
            }
        } catch (Throwable e) {
            ErrorLog.tell("Unhandled error in exception handler, told of", context, e);
        }
    }

    /**
     * What all tasks that are not done wait for, as a tree: below each task those it awaits, with the line of code
     * where it is suspended. Of a chain of more than a hundred tasks, the rest is counted, and the last one named. Any
     * thread may ask, even when the loop is stuck; while the loop runs, parts of the tree may be a step old. Like
     * {@code python -m asyncio pstree}.
     */
    public String dump() {
        return CallGraph.of(this);
    }

    /**
     * Debug mode, off unless asked for, as it costs some microseconds a step. A callback or step of a task that holds
     * the loop for too long is logged: while it lasts, with the stack of its thread and the lock that the thread waits
     * for; when it has ended, with its line and its duration. The exception handler is told of tasks that are pending
     * when the loop closes, and, once for each place, of tasks that suspend in a static initializer, in a native call
     * (virtual fibers) or in a {@code synchronized} block (platform fibers, as the JVM tells of no others). Any thread
     * may call.
     *
     * <p>Without debug mode, the system property {@code io.asyncio.watchdog}, such as {@code 500ms} or {@code 2s}, has
     * each step logged in this way that lasts longer. That costs one thread, which looks at the loops now and then; it
     * costs the steps nothing.
     */
    public void setDebug(boolean enabled) {
        debug = enabled;
        LoopExtensions.tell(extension -> extension.debugSwitched(this, enabled));
    }

    /** Whether debug mode is on. */
    public boolean getDebug() {
        return debug;
    }

    /**
     * Sets the duration from which on debug mode logs a step; 100 ms unless set. Any thread may call.
     *
     * @throws IllegalArgumentException if negative
     */
    public void setSlowCallbackDuration(Duration duration) {
        setSlowCallbackNanos(Durations.of(duration));
    }

    /** {@link #setSlowCallbackDuration(Duration)} in seconds. */
    public void setSlowCallbackDuration(double seconds) {
        setSlowCallbackNanos(Durations.ofSeconds(seconds));
    }

    private void setSlowCallbackNanos(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "a slow callback's duration must not be negative, got " + Durations.toSeconds(nanos) + " s");
        }
        slowCallbackNanos = nanos;
        if (debug) {
            LoopExtensions.tell(extension -> extension.debugSwitched(this, true));
        }
    }

    /** The duration from which on debug mode logs a step. Any thread may ask. */
    public Duration getSlowCallbackDuration() {
        return Duration.ofNanos(slowCallbackNanos);
    }

    /** Adds an observer, which is told what this loop does from now on. Any thread may call. */
    public void addObserver(LoopObserver observer) {
        Objects.requireNonNull(observer, "observer");
        synchronized (this) {
            observers = Observers.add(observers, this, observer);
        }
    }

    /** Removes an observer; without effect if it is not there. Any thread may call. */
    public synchronized void removeObserver(LoopObserver observer) {
        observers = Observers.remove(observers, observer);
    }

    /**
     * Calls {@code what} with each observer of this loop, so that one of them can tell the others what it has found
     * out, such as a {@linkplain LoopObserver#slowStep slow step}: at once if called on this loop, else in its next
     * turn. Any thread may call.
     */
    public void tellObservers(Consumer<? super LoopObserver> what) {
        Objects.requireNonNull(what, "what");
        if (core.isHeldByCaller()) {
            core.steps.tell(what);
        } else {
            core.enqueue(new Ready() {
                @Override
                void run() {
                    core.steps.tell(what);
                }
            });
        }
    }

    /** Runs {@code block} in a callback of this loop, which does not suspend. */
    <R extends @Nullable Object> R runCallbackWith(ContextView context, Coroutine<R> block) {
        ContextView before = callbackContext;
        Coroutine<R> withThreadLocals = ContextCapture.wrap(block, context);
        callbackContext = context;
        try {
            return Asyncio.await(withThreadLocals);
        } finally {
            callbackContext = before;
        }
    }

    /** Whom to tell; null if nobody listens. */
    @Nullable
    LoopObserver observer() {
        return observers;
    }

    /** Has {@code hook} run when the loop closes, after its tasks have ended. */
    void onClose(Runnable hook) {
        synchronized (closeHooks) {
            closeHooks.add(hook);
        }
    }

    void removeOnClose(Runnable hook) {
        synchronized (closeHooks) {
            closeHooks.remove(hook);
        }
    }

    List<Runnable> takeCloseHooks() {
        synchronized (closeHooks) {
            List<Runnable> hooks = List.copyOf(closeHooks);
            closeHooks.clear();
            return hooks;
        }
    }

    /** A future as it is, of whichever loop; a body as a new task. */
    <T extends @Nullable Object> Future<T> futureOf(Awaitable<T> awaitable) {
        return awaitable instanceof Future<T> future ? future : createTask(awaitable::await);
    }

    private void checkMayRun() {
        core.checkNotClosed();
        Loop running = RunningLoop.get();
        if (running != null && running.holder != null) {
            throw new IllegalStateException(
                    core.isOpen()
                            ? LoopCore.ALREADY_RUNNING
                            : "Cannot run the event loop while another loop is running: await its tasks instead");
        }
        RunningLoop.refuseBlocking("run...() of an event loop", "call start()");
    }

    @Override
    public String toString() {
        String state = isClosed() ? "closed" : isRunning() ? "running" : "stopped";
        return "Loop[" + core.host + ", " + state + ", tasks=" + tasks.size() + "]";
    }
}
