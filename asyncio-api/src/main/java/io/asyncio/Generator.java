package io.asyncio;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A body with a task of its own, as it needs a stack: it runs while another task waits for its next element or its end,
 * and stands at a {@code yield} otherwise. Touched only by who holds the loop of the first task that asks.
 */
final class Generator<T extends @Nullable Object> implements AsyncIterator<T>, GeneratorOutput<T> {
    private final GeneratorBody<T> body;
    private final Event demand = new Event(); // what the body waits for at a yield
    private @Nullable Task<?> task; // null until the first question
    private @Nullable FutureWait asking; // of the task that waits for the body
    private @Nullable Task<?> asker; // that asked last
    private final AskersEnd askersEnd = new AskersEnd(); // waited for if the body has failed while nobody asked
    private @Nullable Element<T> next; // given, and not yet taken
    private boolean closed; // by close(), or as its end has been told
    private boolean cutOff; // a cancel has ended it while a task waited
    private boolean iterated;

    /** An element, which may be null. */
    private record Element<T extends @Nullable Object>(T value) {}

    Generator(GeneratorBody<T> body) {
        this.body = body;
    }

    @Override
    public boolean hasNext() {
        if (cutOff) {
            throw new IllegalStateException("This generator has ended, as a wait for its next element was cancelled or"
                    + " timed out: make a new one by generate(...)");
        }
        if (next == null && !closed) {
            ask(TaskRun.current("hasNext()"));
        } else {
            refuseIfAsked("hasNext()"); // also an element at hand is for the one who waits for it
        }
        return next != null;
    }

    private void ask(TaskRun run) {
        refuseIfBusy("hasNext()", run);
        Task<?> asked = started(run);
        asker = run.task;
        if (!asked.done()) {
            demand.set();
            awaitBody(run, asked);
        }
        if (next == null && asked.done()) {
            closed = true;
            cutOff = asked.cancelled();
            askersEnd.unlink();
            asked.result(); // raises what has ended it
        }
    }

    private Task<?> started(TaskRun run) {
        Task<?> known = task;
        if (known == null) {
            known = run.loop.createTask(this::runBody);
            task = known;
        } else if (known.loop() != run.loop) {
            throw new IllegalStateException("This generator runs on another event loop: use one per loop");
        }
        return known;
    }

    private void runBody() throws Exception {
        try {
            body.run(this);
        } catch (Throwable failure) {
            if (asking == null && !closed && task != null && asker != null) { // a time limit has ended a yield
                task.expectRetrieval();
                asker.addListener(askersEnd);
            }
            throw failure;
        }
    }

    /** A cancel meanwhile goes to the body, and comes back as what that makes of it. */
    private void awaitBody(TaskRun run, Task<?> awaited) {
        FutureWait wait = new FutureWait(run, awaited);
        asking = wait;
        try {
            wait.await();
        } finally {
            asking = null;
        }
    }

    private void refuseIfBusy(String call, @Nullable TaskRun caller) {
        if (task != null && task.run == caller) {
            throw new IllegalStateException(call + " was called on a generator in its own body");
        }
        refuseIfAsked(call);
    }

    private void refuseIfAsked(String call) {
        if (asking != null) {
            throw new IllegalStateException(
                    call + " was called while another task waits for this generator: one task uses it at a time");
        }
    }

    @Override
    public T next() {
        if (!hasNext() || next == null) {
            throw new NoSuchElementException("the generator has no more elements: ask hasNext() first");
        }
        T value = next.value;
        next = null;
        return value;
    }

    @Override
    public Iterator<T> iterator() {
        if (iterated && closed) {
            throw new IllegalStateException("This generator has ended, and gives its elements once:"
                    + " make a new one by generate(...) for each loop over them");
        }
        iterated = true;
        return this;
    }

    @Override
    public void yield(T element) {
        TaskRun run = TaskRun.current("yield()");
        if (task != run.task) {
            throw new IllegalStateException("yield() was called by " + run.task
                    + ", which is not the task of the generator's body: yield in the body itself, before it returns");
        }
        if (closed) {
            throw new IllegalStateException("yield() was called after the generator was closed: let the CancelledError"
                    + " of the last yield() pass, and only clean up in finally");
        }
        next = new Element<>(element);
        demand.clear();
        if (asking != null) {
            asking.wake();
        }
        demand.await();
    }

    @Override
    public void close() {
        TaskRun run = RunningLoop.currentTask();
        Task<?> toEnd = closed ? null : task;
        if (toEnd != null || asking != null) { // also of a close() that waits for the clean-up
            StackReserve.require();
            refuseIfBusy("close()", run);
        }
        closed = true;
        next = null;
        if (toEnd != null) {
            end(toEnd, run);
        }
    }

    /** Outside of its loop's tasks nobody waits, and the loop's exception handler is told of a failure. */
    private void end(Task<?> toEnd, @Nullable TaskRun closing) {
        toEnd.cancelHere("the generator was closed");
        if (closing == null || closing.loop != toEnd.loop()) {
            askersEnd.comeNow(); // for a failure that was there before
            return;
        }
        askersEnd.unlink();
        int cancels = closing.raisedCancels();
        if (!toEnd.done()) {
            awaitBody(closing, toEnd);
        }
        Throwable failure = toEnd.failureOrNull();
        boolean asAskedFor = failure instanceof CancelledError && closing.raisedCancels() == cancels;
        if (failure != null && !asAskedFor) {
            throw Traceback.raise(failure, toEnd);
        }
    }

    /** The task that asked last has ended without another question: the body's failure is nobody's. */
    private final class AskersEnd extends Waiter {
        /** If it is waited for. */
        void comeNow() {
            if (queue != null) {
                unlink();
                wake();
            }
        }

        @Override
        void wake() {
            if (task != null) {
                task.retrievalMissed();
            }
        }
    }

    @Override
    public String toString() {
        String state = closed ? "ended" : task == null ? "not started" : asking == null ? "at a yield" : "running";
        return "Generator[" + state + "]";
    }
}
