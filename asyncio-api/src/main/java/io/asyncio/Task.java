package io.asyncio;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * A body that runs on the loop, on a stack of its own, from its first step to its result.
 *
 * <p>Made by {@link Asyncio#createTask} or {@link Loop#createTask}; the body never runs before those return. A task is
 * a {@link Future} of the body's result: whatever the body throws is what awaiting the task raises. If it fails and
 * nobody awaits it, the loop's exception handler is told, one turn later. The loop keeps a reference to each task that
 * is not done. Like Python's {@code asyncio.Task}.
 *
 * @param <T> what the body returns
 */
public final class Task<T extends @Nullable Object> extends Future<T> {
    @SuppressWarnings("rawtypes") // a class literal has no type arguments
    private static final AtomicReferenceFieldUpdater<Task, ContextView> CONTEXT =
            AtomicReferenceFieldUpdater.newUpdater(Task.class, ContextView.class, "context");

    @SuppressWarnings("rawtypes")
    private static final AtomicIntegerFieldUpdater<Task> RETRIEVALS_EXPECTED =
            AtomicIntegerFieldUpdater.newUpdater(Task.class, "retrievalsExpected");

    /** The one it was created with, or that of the block it runs; written by itself, and without a fence. */
    @SuppressWarnings("NullAway.Init") // the constructor writes it by the updater
    private volatile ContextView context;

    final TaskRun run;
    private final @Nullable Loop creator; // the other loop whose code has made this task; null for none
    private volatile @Nullable String name;
    private volatile int retrievalsExpected; // by who will be given the failure, but has not yet; on any loop
    /** Counted by loop; set by the registry, before anybody else has the task. */
    long number;
    /** Neighbours in the registry, which keeps them. */
    @Nullable
    Task<?> older;

    @Nullable
    Task<?> newer;

    Task(Loop loop, Coroutine<T> body, @Nullable String name, @Nullable ContextView givenContext) {
        super(loop);
        this.run = new TaskRun(this, ContextCapture.wrap(body, givenContext));
        if (name != null) {
            this.name = name; // a volatile write, to be spared
        }
        Loop creating = RunningLoop.get();
        CONTEXT.lazySet(this, givenContext == null ? inheritedContext(creating) : givenContext);
        this.creator = creating == loop ? null : creating;
    }

    private static ContextView inheritedContext(@Nullable Loop creating) {
        TaskRun run = creating == null ? null : creating.current;
        if (run != null) {
            return run.task.context;
        }
        return creating == null ? Context.empty() : creating.callbackContext;
    }

    /** The name it was given, else {@code Task-1}, {@code Task-2} and so on, counted by loop. Any thread may ask. */
    public String getName() {
        String given = name;
        return given == null ? "Task-" + number : given;
    }

    /** What its thread is called: a name for each task that was given none would be half of what such a task allocates. */
    String threadName() {
        String given = name;
        return given == null ? loop().nameOfTaskThreads : loop().core.host + "/" + given;
    }

    /** Renames the task. A thread that runs the body already keeps its name. */
    public void setName(String newName) {
        name = Objects.requireNonNull(newName, "name");
    }

    /**
     * The Reactor context of the task: that of the block which it runs by {@link Asyncio#withReactorContext}, else the
     * one it was created with, which is its subscriber's, its creator's, or an empty one. If the task itself calls
     * this, the context also has the present values of the thread-locals that are registered with Micrometer's
     * context-propagation.
     */
    public ContextView reactorContext() {
        return RunningLoop.currentTask() == run ? ContextCapture.update(context) : context;
    }

    /** Runs {@code block} in this task, the current one. */
    <R extends @Nullable Object> R runWith(ContextView blockContext, Coroutine<R> block) {
        ContextView before = context;
        Coroutine<R> withThreadLocals = ContextCapture.wrap(block, blockContext);
        CONTEXT.lazySet(this, blockContext);
        try {
            return Asyncio.await(withThreadLocals);
        } finally {
            CONTEXT.lazySet(this, before);
        }
    }

    /**
     * Asks the task to end: a {@link CancelledError} is raised where it is suspended or, while it awaits another task,
     * in the innermost task that it waits for. Its {@code finally} blocks run. The body of a task that has not started
     * never runs. The task may catch the error and go on. Any thread may call. Does not wait for the task to end.
     *
     * <p>Several cancels that come before the error is raised become one error: the first of them if the task was
     * waiting, the last if it was ready to go on or has not started. If the task awaits a task of another loop that is
     * done by the time the cancel reaches it, the error is raised in the awaiting task.
     *
     * @return false if the task was done already
     */
    @Override
    public boolean cancel(@Nullable String message) {
        return super.cancel(message);
    }

    @Override
    boolean cancelHere(@Nullable String message) {
        if (done()) {
            return false;
        }
        if (loop().core.isHeldByCaller()) {
            Cancellation.deliver(run, message);
            return true;
        }
        run.postCancel(message);
        return true;
    }

    /** How many cancels were requested and not taken back by {@link #uncancel()}. */
    public int cancelling() {
        return run.cancelRequests;
    }

    /**
     * Takes back one cancel; to be called by code that has caught the error and goes on. When none is left, a cancel
     * that has not reached a suspended task is forgotten. One that has reached it is raised all the same.
     *
     * @return how many are left
     */
    public int uncancel() {
        loop().core.checkHeld("Task.uncancel()", "loop.callSoonThreadsafe(task::uncancel)");
        if (run.cancelRequests > 0 && --run.cancelRequests == 0) {
            run.dropPendingCancel();
        }
        return run.cancelRequests;
    }

    /** Where the task stands, innermost call first; empty if it has not started or is done. Any thread may ask. */
    public List<StackTraceElement> getStack() {
        Thread thread = done() ? null : run.thread();
        if (thread == null) {
            return List.of();
        }
        StackTraceElement[] stack = thread.getStackTrace();
        return run.thread() == thread ? List.of(stack) : List.of(); // meanwhile the thread may serve another task
    }

    /** Where it is in its life. Any thread may ask; while the loop runs, the answer may be a step old. */
    public TaskState state() {
        return done() ? TaskState.DONE : run.state();
    }

    /**
     * The thread that has the task's stack; only to be looked at. Null if the task has not started or is done. Any
     * thread may ask; a moment later that thread may serve another task.
     */
    public @Nullable Thread thread() {
        return run.thread();
    }

    /**
     * Refused: the body decides.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void setResult(T result) {
        throw new UnsupportedOperationException("Task does not support setResult(): its body returns the result");
    }

    /**
     * Refused: the body decides.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void setException(Throwable exception) {
        throw new UnsupportedOperationException("Task does not support setException(): its body throws the exception");
    }

    /** In its own stack, from its beginning to its end. */
    @SuppressWarnings("unchecked") // it is the one that it was made with
    void runBody(Coroutine<?> body) {
        T result;
        try {
            LoopObserver told = loop().observer();
            if (told != null) {
                told.taskStarted(this);
            }
            result = (T) body.await();
        } catch (Throwable e) {
            if (!done()) {
                run.end();
                finishFailed(e);
            }
            return;
        }
        if (done()) {
            return; // given up by the loop's close
        }
        if (run.end()) {
            finishCancelled(run.cancelMessage());
        } else {
            finishSucceeded(result);
        }
    }

    @Override
    public Collection<Future<?>> awaited() {
        Waiting waiting = run.waiting();
        return waiting == null ? List.of() : waiting.awaited();
    }

    @Override
    void ended(boolean failed) {
        loop().tasks.remove(this);
        LoopObserver told = loop().observer();
        if (told != null) {
            told.taskDone(this, failureNotRetrieved());
        }
        if (failed && !isRetrieved()) {
            tellIfUnseen(creator);
        }
    }

    boolean isRetrievedOrExpected() {
        return isRetrieved() || retrievalsExpected > 0;
    }

    @Override
    void expectRetrieval() {
        RETRIEVALS_EXPECTED.incrementAndGet(this);
    }

    @Override
    void retrievalMissed() {
        RETRIEVALS_EXPECTED.decrementAndGet(this);
        if (failureNotRetrieved() != null && !isRetrieved()) {
            Loop waited = RunningLoop.get();
            tellIfUnseen(waited == loop() ? creator : waited);
        }
    }

    private void tellIfUnseen(@Nullable Loop first) {
        UnseenFailure unseen;
        try {
            unseen = new UnseenFailure(this, first);
        } catch (OutOfMemoryError noMemory) {
            ErrorLog.tell("Cannot look whether a task's failure is retrieved", null, noMemory);
            return;
        }
        loop().core.enqueue(unseen);
    }

    @Override
    public String toString() {
        return "Task[" + Excerpt.cut(getName()) + ", "
                + (done() ? describe() : run.state().name().toLowerCase(Locale.ROOT)) + "]";
    }
}
