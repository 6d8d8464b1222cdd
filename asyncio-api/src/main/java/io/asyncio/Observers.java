package io.asyncio;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several observers of one loop as one that does not throw. Never empty; replaced as a whole. */
final class Observers implements LoopObserver {
    private final Loop loop;
    private final LoopObserver[] observers;

    private Observers(Loop loop, LoopObserver... observers) {
        this.loop = loop;
        this.observers = observers;
    }

    static Observers add(@Nullable Observers before, Loop loop, LoopObserver added) {
        if (before == null) {
            return new Observers(loop, added);
        }
        LoopObserver[] more = Arrays.copyOf(before.observers, before.observers.length + 1);
        more[before.observers.length] = added;
        return new Observers(loop, more);
    }

    /** Null if none is left. */
    static @Nullable Observers remove(@Nullable Observers before, LoopObserver removed) {
        if (before == null) {
            return null;
        }
        LoopObserver[] left = Arrays.stream(before.observers)
                .filter(observer -> observer != removed)
                .toArray(LoopObserver[]::new);
        return left.length == 0 ? null : new Observers(before.loop, left);
    }

    int size() {
        return observers.length;
    }

    private void tell(Consumer<LoopObserver> what) {
        for (LoopObserver observer : observers) {
            try {
                what.accept(observer);
            } catch (Throwable e) {
                String message = "Error in the loop's observer " + Excerpt.of(observer);
                loop.callExceptionHandler(new ExceptionContext(message, e, null));
            }
        }
    }

    @Override
    public void loopStarted() {
        tell(LoopObserver::loopStarted);
    }

    @Override
    public void loopStopped() {
        tell(LoopObserver::loopStopped);
    }

    @Override
    public void turnBegan(int size) {
        tell(observer -> observer.turnBegan(size));
    }

    @Override
    public void turnEnded(int size, long nanos) {
        tell(observer -> observer.turnEnded(size, nanos));
    }

    @Override
    public void stepBegan(Step step) {
        tell(observer -> observer.stepBegan(step));
    }

    @Override
    public void stepEnded(Step step) {
        tell(observer -> observer.stepEnded(step));
    }

    @Override
    public void taskCreated(Task<?> task) {
        tell(observer -> observer.taskCreated(task));
    }

    @Override
    public void taskStarted(Task<?> task) {
        tell(observer -> observer.taskStarted(task));
    }

    @Override
    public void taskSuspended(Task<?> task, @Nullable Object on) {
        tell(observer -> observer.taskSuspended(task, on));
    }

    @Override
    public void taskResumed(Task<?> task) {
        tell(observer -> observer.taskResumed(task));
    }

    @Override
    public void taskDone(Task<?> task, @Nullable Throwable failure) {
        tell(observer -> observer.taskDone(task, failure));
    }

    @Override
    public void slowStep(Step step, List<StackTraceElement> stack, long nanos) {
        tell(observer -> observer.slowStep(step, stack, nanos));
    }

    @Override
    public void slowCallback(long nanos) {
        tell(observer -> observer.slowCallback(nanos));
    }

    @Override
    public void failureNeverRetrieved(Task<?> task) {
        tell(observer -> observer.failureNeverRetrieved(task));
    }

    @Override
    public void serverFull(Object server) {
        tell(observer -> observer.serverFull(server));
    }

    @Override
    public void connectionIdle(Object connection) {
        tell(observer -> observer.connectionIdle(connection));
    }
}
