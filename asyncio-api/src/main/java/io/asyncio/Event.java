package io.asyncio;

/**
 * A flag that tasks wait for. Setting it wakes all tasks that wait at that moment, in the order in which they came,
 * even if the flag is cleared at once. They run behind what was ready before. To be used on one loop; other threads use
 * {@link ThreadSafeFlag} or {@link Loop#callSoonThreadsafe}. Like Python's {@code asyncio.Event}, except that waiting
 * is called {@code await}, since {@code wait} is a method of every object.
 */
public final class Event {
    private final WaitQueue waiters = new WaitQueue(this);
    private boolean set;

    /** A flag that is not set. */
    public Event() {}

    /** Whether the flag is set. */
    public boolean isSet() {
        return set;
    }

    /** Sets the flag and wakes all tasks that wait. Does not suspend. */
    public void set() {
        waiters.checkHeld("Event.set()", "loop.callSoonThreadsafe(event::set), or a ThreadSafeFlag");
        set = true;
        waiters.wakeAll();
    }

    /** Clears the flag: a task that awaits it from now on waits until it is set again. */
    public void clear() {
        set = false;
    }

    /**
     * Returns at once if the flag is set, else suspends the current task until it is.
     *
     * @throws CancelledError if the task is cancelled meanwhile
     */
    public void await() {
        TaskRun run = TaskRun.current("Event.await()");
        if (set) {
            run.consumeShare();
        } else {
            waiters.park(run);
        }
    }

    @Override
    public String toString() {
        return "Event[" + (set ? "set" : "unset") + ", waiters=" + waiters.size() + "]";
    }
}
