package io.asyncio;

import io.asyncio.fiber.CallSite;
import io.asyncio.fiber.Fiber;
import io.asyncio.fiber.FiberBody;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The running side of a task: its stack, its {@link TaskState}, and a cancel that waits to be raised. */
final class TaskRun extends Ready implements FiberBody {
    /** A task that catches the cancel of a closing loop this often, and suspends again, is given up. */
    private static final int REFUSALS_BEFORE_ABANDONED = 1000;

    /** As many as Tokio lets a task do in one poll. */
    private static final int SHARE = 128;

    final Task<?> task;
    final Loop loop;
    private @Nullable Coroutine<?>
            body; // null once it has begun, so that what it captured lives no longer than it needs

    private TaskState state = TaskState.NEW;
    private @Nullable Fiber fiber; // null until started, and when ended
    private @Nullable Waiting waiting; // set while PARKED
    private boolean cancelPending;
    private boolean gaveUpWaiting; // for the pending cancel, which must be raised then
    private @Nullable String cancelMessage;
    private int refusals;
    private int consumed; // of the step's share
    boolean ahead; // of all others in the queue: it belongs to the step that goes on

    /** How many cancels were asked for and not taken back. */
    int cancelRequests;
    /** The last cancel that came by, so that it comes by once. */
    @Nullable
    Object lastCancel;
    /** The innermost one whose block runs. */
    @Nullable
    Timeout timeout;
    /** By other threads, and not yet delivered; null until there is one. */
    private volatile @Nullable Queue<PostedCancel> postedCancels;

    TaskRun(Task<?> task, Coroutine<?> body) {
        this.task = task;
        this.loop = task.loop();
        this.body = body;
    }

    /** The run of the current task, whose stack has room for a suspension. To be asked before anything is changed. */
    static TaskRun current(String call) {
        StackReserve.require();
        TaskRun run = RunningLoop.require(call).current;
        if (run == null) {
            throw new NoRunningLoopException(
                    call
                            + " was called in a callback of the event loop, which cannot suspend: make a task by createTask(...)");
        }
        return run;
    }

    void refuseItself(Awaitable<?> awaited) {
        if (awaited == task) {
            throw new IllegalStateException(task + " cannot await itself");
        }
    }

    TaskState state() {
        return state;
    }

    boolean isNew() {
        return state == TaskState.NEW;
    }

    @Nullable
    Waiting waiting() {
        return waiting;
    }

    @Nullable
    Thread thread() {
        Fiber running = fiber; // any thread may ask
        return running == null ? null : running.thread();
    }

    /** One step: runs the body to its next suspension, or to its end. */
    @Override
    void run() {
        try {
            Fiber toResume = beginStep(null);
            if (toResume != null) {
                toResume.resume();
            }
        } catch (Throwable noStack) {
            fail(noStack);
        }
        loop.holder = Thread.currentThread();
        loop.current = null;
    }

    /** There is no stack for the body, or none any more: its thread could not be started, or not be resumed. */
    void fail(Throwable noStack) {
        end();
        if (!task.done()) { // else it is what came after its end that has failed
            task.finishFailed(noStack);
        }
    }

    /** It will not begin. */
    void failIfNew(Throwable cause) {
        if (state == TaskState.NEW) {
            fail(cause);
        }
    }

    /** {@link #beginStep} in the middle of another task's step, whose failure this must not be. */
    @Nullable
    Fiber beginStepOrFail(@Nullable Fiber free) {
        try {
            return beginStep(free);
        } catch (Throwable noStack) {
            fail(noStack);
            return null;
        }
    }

    /**
     * Makes this the loop's running task; null if there is nothing to run. The first step is on {@code free}, the stack of
     * a task that has ended, or on a new one if that is null.
     */
    @Nullable
    Fiber beginStep(@Nullable Fiber free) {
        ahead = false;
        if (state == TaskState.DONE) {
            return null;
        }
        if (fiber == null) {
            deliverPostedCancels();
            if (cancelPending) {
                end();
                task.finishCancelled(cancelMessage);
                return null;
            }
            fiber = free == null ? loop.fibers.create(this) : free;
        }
        state = TaskState.RUNNING;
        waiting = null;
        loop.current = this;
        return fiber;
    }

    @Override
    public void runBody() {
        loop.holder = Thread.currentThread();
        try {
            RunningLoop.addTaskThread(loop);
        } catch (Throwable noMemory) {
            fail(noMemory);
            return;
        }
        Coroutine<?> toRun = body;
        body = null;
        if (toRun != null) {
            task.runBody(toRun);
        }
    }

    @Override
    public void afterwards() {
        RunningLoop.forgetTaskThread(loop);
    }

    @Override
    public String threadName() {
        return task.threadName();
    }

    /** The body is about to return: true if a cancel was asked for and never raised. */
    boolean end() {
        state = TaskState.DONE;
        fiber = null;
        body = null;
        lastCancel = null;
        return cancelPending;
    }

    /** Of the last cancel. */
    @Nullable
    String cancelMessage() {
        return cancelMessage;
    }

    /**
     * Suspends this task, the running one, until {@link #wake} or a cancel.
     *
     * @throws CancelledError if cancelled; what was granted in between is the caller's to give back
     * @throws IllegalStateException if the stack cannot be left; after this, and after any other error, as of no memory
     *     for leaving it, the task has not been suspended
     */
    void park(Waiting on) {
        refuseIfUnwinding(on);
        expireTimeouts();
        suspend(on);
    }

    /** Goes to the tail of the ready queue. */
    void yieldNow() {
        refuseIfUnwinding(null);
        expireTimeouts();
        suspend(null);
    }

    /**
     * Counts an operation that has no need to wait, lest a task that always finds what it asks for keeps the loop: a step
     * has a share of {@value #SHARE}, and the first one over it goes to the tail of the ready queue. To be called before
     * anything is taken.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     */
    void consumeShare() {
        consumeShareFor(List.of());
    }

    /** {@link #consumeShare} of a task that takes what {@code done} have: meanwhile nobody is told of their failure. */
    void consumeShareFor(Collection<? extends Future<?>> done) {
        if (consumed == SHARE) {
            yieldBeforeTaking(List.copyOf(done));
        }
        consumed++;
    }

    private void yieldBeforeTaking(List<Future<?>> toTake) {
        toTake.forEach(Future::expectRetrieval);
        loop.atEndOfShare++;
        try {
            yieldNow();
        } finally {
            loop.atEndOfShare--;
            toTake.forEach(Future::retrievalMissed);
        }
    }

    private void expireTimeouts() {
        if (timeout != null) {
            timeout.expireIfPassed();
        }
    }

    /** Runs the first step inside the code that creates this task, which then goes on. */
    void startNow() {
        TaskRun creator = loop.current;
        if (creator == null) {
            loop.core.runInCallback(this);
        } else {
            creator.stepAsideFor(this);
        }
    }

    /** Not a suspension for the user: nobody else comes in between, and a cancel is not raised here. */
    private void stepAsideFor(TaskRun first) {
        state = TaskState.READY;
        loop.core.turns.addFirst(this);
        loop.core.turns.addFirst(first);
        tellSuspended();
        try {
            leave();
        } catch (Throwable cannotLeave) {
            stay(); // the new task starts as any other
        }
        tellResumed();
    }

    private void suspend(@Nullable Waiting on) {
        consumed = 0;
        try {
            prepareFor(on);
            tellSuspended();
            if (!loop.core.continuesWith(this)) {
                leave();
            }
            tellResumed();
        } catch (Throwable cannotLeave) {
            stay();
            throw cannotLeave;
        }
        if (cancelPending) {
            cancelPending = false;
            gaveUpWaiting = false;
            throw CancelledError.of(cancelMessage, loop);
        }
    }

    private void tellSuspended() {
        LoopObserver told = loop.observer();
        if (told != null) {
            told.taskSuspended(task, waiting == null ? null : waiting.on());
        }
    }

    private void tellResumed() {
        LoopObserver told = loop.observer();
        if (told != null) {
            told.taskResumed(task);
        }
    }

    private void prepareFor(@Nullable Waiting on) {
        if (on == null) {
            state = TaskState.READY;
            loop.core.enqueue(this);
            return;
        }
        state = TaskState.PARKED;
        waiting = on;
        if (cancelPending) {
            cancelPending = false;
            cancelRequests--; // counted again
            Cancellation.deliver(this, cancelMessage);
        }
    }

    /** Somebody else has the loop until this task is resumed. */
    private void leave() {
        stack().suspend();
        loop.holder = Thread.currentThread();
    }

    /** Takes back what was prepared for a suspension; nothing if the task was suspended, and goes on. */
    private void stay() {
        TaskState prepared = state;
        Waiting on = waiting;
        waiting = null;
        ahead = false;
        gaveUpWaiting = false;
        state = TaskState.RUNNING;
        loop.current = this; // all this first: what follows may fail, too
        loop.holder = Thread.currentThread();
        if (prepared == TaskState.PARKED && on != null) {
            on.giveUp(Cancellation.ignored());
        } else if (prepared == TaskState.READY) {
            loop.core.turns.remove(this);
        }
    }

    private Fiber stack() {
        if (fiber == null) {
            throw new AssertionError(task + " has no stack");
        }
        return fiber;
    }

    /** What this task waits for has happened; ignored if it no longer waits for that. */
    void wake(Waiting by) {
        if (waiting == by) {
            makeReady();
        }
    }

    private void makeReady() {
        waiting = null;
        state = TaskState.READY;
        loop.core.enqueue(this);
    }

    /** The cancel has reached its place: the next thing this task does is to raise it. */
    void raiseCancel(@Nullable String message) {
        cancelPending = true;
        if (!gaveUpWaiting) { // else it will raise the one that ended its wait
            cancelMessage = message;
        }
        if (state == TaskState.PARKED) {
            gaveUpWaiting = true;
            makeReady();
        }
    }

    /** Whether a cancel was asked for and is still to be raised. */
    boolean isCancelPending() {
        return cancelPending;
    }

    /** A cancel by another thread: delivered in its place in the queue, or by the first step, if that comes first. */
    void postCancel(@Nullable String message) {
        PostedCancel cancel = new PostedCancel(message);
        synchronized (this) {
            if (postedCancels == null) {
                postedCancels = new ConcurrentLinkedQueue<>();
            }
            postedCancels.add(cancel);
        }
        loop.core.enqueue(cancel);
    }

    private void deliverPostedCancels() {
        Queue<PostedCancel> posted = postedCancels;
        while (posted != null && !posted.isEmpty()) {
            posted.element().run();
        }
    }

    /** How many cancels were asked for and not taken back, but for one that is still to be raised. */
    int raisedCancels() {
        return cancelRequests - (cancelPending ? 1 : 0);
    }

    /** Forgets a cancel that was not yet raised, unless the task no longer waits because of it. */
    void dropPendingCancel() {
        cancelPending = gaveUpWaiting;
    }

    /** Also by who does not hold the loop: a thread that finds it closed. */
    @Override
    void abandon() {
        Thread holder = loop.holder;
        unwind();
        loop.holder = holder;
    }

    @Override
    String label() {
        return "Task[" + Excerpt.cut(task.getName()) + "]";
    }

    /** The task, and the line where it stands now. */
    @Override
    public String toString() {
        return (task + " " + CallSite.of(task.getStack())).strip();
    }

    /** The loop closes: ends the task now; its {@code finally} blocks run, but can no longer suspend. */
    void unwind() {
        if (waiting != null) {
            waiting.giveUp(Cancellation.ignored());
        }
        cancelPending = true;
        cancelMessage = LoopCore.CLOSED;
        run();
        if (state == TaskState.DONE && !task.done()) { // its end was cut off where the stack was full
            task.finishCancelled(cancelMessage);
        }
    }

    private final class PostedCancel extends Ready {
        private final @Nullable String message;

        PostedCancel(@Nullable String message) {
            this.message = message;
        }

        @Override
        void run() {
            Queue<PostedCancel> posted = postedCancels;
            if (posted != null && posted.contains(this)) {
                Cancellation.deliver(TaskRun.this, message); // first: there may be no memory for it
                posted.remove(this);
            }
        }

        @Override
        boolean runsAgain() {
            return true;
        }
    }

    private void refuseIfUnwinding(@Nullable Waiting on) {
        if (!loop.core.isUnwinding()) {
            return;
        }
        if (on != null) {
            on.giveUp(Cancellation.ignored());
        }
        if (state == TaskState.DONE || refusals++ < REFUSALS_BEFORE_ABANDONED) {
            throw CancelledError.of(LoopCore.CLOSED, loop);
        }
        Fiber givenUp = stack();
        end();
        task.finishCancelled("given up: it went on although its event loop is closed");
        while (true) {
            givenUp.suspend(); // throws if its stack cannot be left: its body then comes to an end that nobody hears of
        }
    }
}
