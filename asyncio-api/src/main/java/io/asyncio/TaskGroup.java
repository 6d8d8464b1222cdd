package io.asyncio;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that end before the block in which they were made: {@link Asyncio#taskGroup} runs the block, then waits for all
 * of them. The first failure cancels the others and the block; when all have ended, what they threw is raised as one
 * {@link TaskGroupException}. A task that ends by a cancel is no failure. If the task that runs the block is cancelled,
 * so are all tasks of the group, and the cancel is raised once they have ended. If some of them failed, the failures
 * are raised, and the cancel is raised at the next suspension. A group cancels each of its tasks once: their clean-up
 * is not cut off, even if the task that runs the block is cancelled meanwhile. Groups may be nested. To be used on one
 * loop.
 *
 * <pre>
 *   int sum = taskGroup(group -> {
 *       Task&lt;Integer> a = group.createTask(() -> fetch("a"));
 *       Task&lt;Integer> b = group.createTask(() -> fetch("b"));
 *       return a.await() + b.await();
 *   });
 * </pre>
 *
 * <p>Like Python's {@code asyncio.TaskGroup}, except that the block is a lambda, and that tasks may be added until the
 * group has ended, even if none was left.
 */
public final class TaskGroup implements TaskScope {
    /**
     * A block of code with a group.
     *
     * @param <T> what it returns
     */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> extends VoidBody { // so that the compiler prefers it
        /** Runs the block; {@code group} takes tasks until it has ended. */
        T call(TaskGroup group) throws Exception;

        @Override
        default void run(TaskGroup group) throws Exception {
            call(group);
        }
    }

    /** A block of code with a group, and without a value. */
    @FunctionalInterface
    public interface VoidBody {
        /** Runs the block; {@code group} takes tasks until it has ended. */
        void run(TaskGroup group) throws Exception;
    }

    private final TaskRun owner;
    private final int cancelsBefore;
    private final Set<Task<?>> children = Collections.synchronizedSet(new LinkedHashSet<>()); // not done
    private final List<Throwable> failures = new ArrayList<>(); // of children
    private final Waiting exit = new Exit();
    private final ShutDown shutDown = new ShutDown();
    private final ChildrenDone childrenDone = new ChildrenDone();

    private boolean bodyEnded;
    private boolean shuttingDown; // the children were cancelled
    private boolean bodyCancelled; // by this group, so that it takes the cancel back
    private boolean finished;
    private @Nullable Throwable bodyFailure;
    private @Nullable CancelledError cancelled; // what the owner was told

    private TaskGroup(TaskRun owner) {
        this.owner = owner;
        this.cancelsBefore = owner.raisedCancels();
    }

    static <T extends @Nullable Object> T run(Body<T> body) {
        TaskGroup group = new TaskGroup(TaskRun.current("taskGroup()"));
        T result;
        try {
            result = body.call(group);
        } catch (Throwable e) {
            group.bodyThrew(e);
            group.end();
            throw Sneaky.raise(e); // not reached: end() raises it, or what goes before it
        }
        group.end();
        return result;
    }

    private void bodyThrew(Throwable thrown) {
        if (thrown instanceof CancelledError e) {
            cancelled = e;
        } else {
            bodyFailure = thrown;
        }
        if (!shuttingDown) {
            shutDown();
        }
    }

    /**
     * A task of this group. The block, its tasks and callbacks may add tasks until the group has ended.
     *
     * @throws IllegalStateException if the group has ended, or is shutting down after a failure
     */
    @Override
    public <T extends @Nullable Object> Task<T> createTask(TaskOptions options, Coroutine<T> body) {
        owner.loop.core.checkHeld("TaskGroup.createTask()", "loop.callSoonThreadsafe(() -> group.createTask(...))");
        if (finished || shuttingDown) {
            throw new IllegalStateException("This TaskGroup " + (finished ? "has ended" : "is shutting down")
                    + ": create its tasks inside its block");
        }
        Task<T> child = owner.loop.createTask(options, body);
        if (!child.done()) {
            join(child);
        } else if (noteFailure(child)) { // started eagerly: the block may go on to its next suspension
            owner.loop.callSoon(this::childFailed);
        }
        return child;
    }

    private void join(Task<?> child) {
        try {
            children.add(child);
            child.addListener(new ChildListener(child));
        } catch (Throwable noRoom) { // no memory, or no stack: nobody would wait for it
            children.remove(child);
            child.run.failIfNew(noRoom);
            child.cancelHere(null); // if it was started eagerly
            throw noRoom;
        }
        if (shuttingDown) { // a child that is started eagerly may have cancelled the owner
            child.cancelHere(cancelMessage());
        }
    }

    private void childDone(Task<?> child) {
        if (finished) {
            return; // nobody waits for it any more: a failure goes to the exception handler
        }
        boolean failed = noteFailure(child); // first, likewise
        children.remove(child);
        if (children.isEmpty() && !childrenDone.isQueued) {
            owner.loop.core.enqueue(childrenDone);
            childrenDone.isQueued = true;
        }
        if (failed) {
            childFailed();
        }
    }

    private boolean noteFailure(Task<?> child) {
        Throwable failure = child.cancelled() ? null : child.failureOrNull();
        if (failure == null) {
            return false;
        }
        failures.add(failure); // first: there may be no memory for it
        Traceback.shorten(failure);
        return true;
    }

    private void childFailed() {
        if (shuttingDown || finished) {
            return;
        }
        shutDown.cancelsBody = !bodyEnded;
        shutDown();
    }

    /** Called once: a second cancel would end the clean-up of a child in its middle. */
    private void shutDown() {
        shuttingDown = true;
        try {
            shutDown.run();
        } catch (VirtualMachineError | LinkageError noRoom) {
            owner.loop.core.enqueue(shutDown);
        }
    }

    private @Nullable String cancelMessage() {
        return cancelled == null ? null : cancelled.getMessage();
    }

    private List<Task<?>> unfinished() {
        return List.copyOf(children);
    }

    /** Waits for the children, and raises what is to be raised. */
    private void end() {
        bodyEnded = true;
        while (!children.isEmpty()) {
            awaitChildren();
        }
        finished = true;
        if (bodyCancelled) {
            owner.task.uncancel();
        }
        if (bodyFailure != null) {
            failures.add(bodyFailure);
        }
        if (!failures.isEmpty()) {
            keepCancel();
            throw new TaskGroupException(failures);
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    private void awaitChildren() {
        try {
            owner.park(exit);
        } catch (CancelledError e) {
            if (cancelled == null || bodyCancelled) {
                cancelled = e; // the first one from outside
            }
            if (!shuttingDown) {
                shutDown(); // it has replaced the wake by the last child, and others were added since
            }
            if (owner.loop.core.isClosing()) {
                children.clear(); // the loop ends them
            }
        } catch (Throwable cannotSuspend) {
            failures.add(cannotSuspend);
            shutDown();
            children.clear(); // their failures go to the exception handler
        }
    }

    /** The failures go first: a cancel from outside comes at the next suspension, one of this group never. */
    private void keepCancel() {
        if (owner.cancelRequests <= cancelsBefore) {
            owner.dropPendingCancel();
        } else if (!owner.isCancelPending()) {
            owner.raiseCancel(cancelMessage());
        }
    }

    @Override
    public String toString() {
        String state = finished ? "ended" : shuttingDown ? "shutting down" : "open";
        return "TaskGroup[" + state + ", tasks=" + children.size() + ", failures=" + failures.size() + "]";
    }

    /** The owner, at the end of its block, waits for the children; a cancel goes to all of them. */
    private final class Exit implements Waiting {
        @Override
        public boolean giveUp(Cancellation cancellation) {
            if (shuttingDown) {
                // the children clean up: the owner remembers it, and waits on, unless one of them waits for the owner
                return !cancellation.opensCircle(children);
            }
            CancelledError error = cancellation.error();
            if (RunningLoop.currentTask() != null) { // perhaps one that the children wait for: it may end in this step
                owner.loop.core.enqueue(shutDown);
            } else {
                unfinished().forEach(cancellation::passTo);
            }
            cancelled = error;
            shuttingDown = true;
            return false;
        }

        @Override
        public boolean waitsOn() {
            return true;
        }

        @Override
        public Object on() {
            return TaskGroup.this;
        }

        @Override
        public Collection<Future<?>> awaited() {
            return List.copyOf(unfinished());
        }
    }

    /** Wakes the owner, behind the callbacks of the last child, which may add tasks. */
    private final class ChildrenDone extends Ready {
        private boolean isQueued;

        @Override
        void run() {
            isQueued = false;
            if (children.isEmpty()) {
                owner.wake(exit);
            }
        }
    }

    /** Cancels the children, and then perhaps the block. Goes on where it has stopped for want of memory or stack. */
    private final class ShutDown extends Ready {
        private boolean cancelsBody;
        private @Nullable ArrayDeque<Task<?>> toCancel; // null until it has begun

        @Override
        void run() {
            if (toCancel == null) {
                toCancel = new ArrayDeque<>(unfinished());
            }
            while (!toCancel.isEmpty()) {
                Cancellation.deliver(owner, toCancel.element(), cancelMessage());
                toCancel.remove();
            }
            if (cancelsBody && !bodyEnded) {
                owner.task.cancelHere(null);
                bodyCancelled = true;
                cancelsBody = false;
            }
        }

        @Override
        boolean runsAgain() {
            return true;
        }
    }

    private final class ChildListener extends Waiter {
        private final Task<?> child;

        ChildListener(Task<?> child) {
            this.child = child;
        }

        @Override
        void wake() {
            childDone(child);
        }
    }
}
