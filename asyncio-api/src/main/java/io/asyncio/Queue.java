package io.asyncio;

import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Items from tasks to tasks of one loop, first in, first out; {@link LifoQueue} and {@link PriorityQueue} order them
 * otherwise. The task that has waited longest is served first, and no other overtakes it: an item that wakes a task in
 * {@code get} is kept for that task, and so is a place that wakes a task in {@code put}. A cancel or timeout neither
 * loses nor doubles an item. Null is not allowed. To be used on one loop. Like Python's {@code asyncio.Queue}, with
 * {@code shutdown} as of 3.13.
 *
 * @param <T> what it holds
 */
public sealed class Queue<T> permits LifoQueue, PriorityQueue {
    private final int maxSize;
    private final java.util.Queue<T> items;
    private final WaitQueue getters = new WaitQueue(this);
    private final WaitQueue putters = new WaitQueue(this);
    private final WaitQueue joiners = new WaitQueue(this);
    private int promisedItems; // to getters that were woken and have not run yet
    private int promisedPlaces; // to putters likewise
    private int unfinished;
    private boolean shutDown;

    /** Without a limit. */
    public Queue() {
        this(0);
    }

    /** With {@code maxSize} places; no limit if it is not positive. */
    public Queue(int maxSize) {
        this(maxSize, new ArrayDeque<>());
    }

    Queue(int maxSize, java.util.Queue<T> items) {
        this.maxSize = Math.max(0, maxSize);
        this.items = items;
    }

    /** The limit, 0 for none. */
    public final int maxSize() {
        return maxSize;
    }

    /** How many items can be got without waiting. Items that are kept for tasks in {@code get} do not count. */
    public final int size() {
        return items.size() - promisedItems;
    }

    /** Whether no item can be got without waiting; if one can, {@link #getNoWait()} returns it. */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Whether no place is free; if one is, {@link #putNoWait} takes it. Places that are kept for tasks in {@code put}
     * are not free.
     */
    public final boolean isFull() {
        return maxSize > 0 && items.size() + promisedPlaces >= maxSize;
    }

    /** Whether {@link #shutdown()} was called; items that are in the queue can still be got. */
    public final boolean isShutDown() {
        return shutDown;
    }

    /**
     * Adds an item; suspends the current task until there is a place.
     *
     * @throws QueueShutDownException if the queue is shut down, even while the task waits
     */
    public final void put(T item) {
        Objects.requireNonNull(item, "item");
        TaskRun run = TaskRun.current("Queue.put()");
        if (!isFull()) {
            run.consumeShare();
        }
        getters.checkSameLoop(run.loop);
        checkOpen();
        if (isFull()) {
            putters.park(run, this::givePlaceBack);
        } else if (promisedPlaces > 0) {
            promisedPlaces++;
            queueBehind(run, this::givePlaceBack);
        } else {
            add(item);
            return;
        }
        checkOpen();
        promisedPlaces--;
        try {
            add(item);
        } catch (Throwable e) { // a comparator's
            promisePlace();
            throw e;
        }
    }

    /**
     * Adds an item without waiting; does not suspend.
     *
     * @throws QueueFullException if there is no place
     * @throws QueueShutDownException if shut down
     */
    public final void putNoWait(T item) {
        Objects.requireNonNull(item, "item");
        StackReserve.require();
        getters.checkHeld("Queue.putNoWait()", "loop.callSoonThreadsafe(() -> queue.putNoWait(item))");
        checkOpen();
        if (isFull()) {
            throw new QueueFullException("Queue is full, maxSize=" + maxSize + ": await put() instead");
        }
        add(item);
    }

    /**
     * Takes an item; suspends the current task until there is one.
     *
     * @throws QueueShutDownException if the queue is shut down and empty, even while the task waits
     */
    public final T get() {
        TaskRun run = TaskRun.current("Queue.get()");
        if (!isEmpty()) {
            run.consumeShare();
        }
        putters.checkSameLoop(run.loop);
        if (isEmpty()) {
            checkOpen();
            getters.park(run, this::giveItemBack);
        } else if (promisedItems > 0) {
            promisedItems++;
            queueBehind(run, this::giveItemBack);
        } else {
            return take();
        }
        if (items.isEmpty()) {
            throw shutDownError(); // there will be no more
        }
        promisedItems--;
        return take();
    }

    /**
     * Takes an item without waiting; does not suspend.
     *
     * @throws QueueEmptyException if there is none
     * @throws QueueShutDownException if shut down and empty
     */
    public final T getNoWait() {
        StackReserve.require();
        putters.checkHeld("Queue.getNoWait()", "a task of that loop");
        if (isEmpty()) {
            checkOpen();
            throw new QueueEmptyException("Queue is empty: await get() instead");
        }
        return take();
    }

    /**
     * Says that an item that was taken has been dealt with; see {@link #join()}. Does not suspend.
     *
     * @throws IllegalStateException if called more often than items were put
     */
    public final void taskDone() {
        StackReserve.require();
        joiners.checkHeld("Queue.taskDone()", "loop.callSoonThreadsafe(queue::taskDone)");
        if (unfinished == 0) {
            throw new IllegalStateException("taskDone() called too many times: once for each item that was put");
        }
        finished(1);
    }

    /** Suspends the current task until {@link #taskDone()} was called for every item that was put. */
    public final void join() {
        TaskRun run = TaskRun.current("Queue.join()");
        if (unfinished == 0) {
            run.consumeShare();
        } else {
            joiners.park(run);
        }
    }

    /**
     * Refuses items from now on; those in the queue can still be taken. Tasks that wait for a place, or for an item,
     * get a {@link QueueShutDownException}.
     */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * {@link #shutdown()}; if {@code immediate}, it also drops the items in the queue, and counts them as dealt with.
     */
    public final void shutdown(boolean immediate) {
        StackReserve.require();
        getters.checkHeld("Queue.shutdown()", "loop.callSoonThreadsafe(queue::shutdown)");
        putters.checkHeld("Queue.shutdown()", "loop.callSoonThreadsafe(queue::shutdown)");
        joiners.checkHeld("Queue.shutdown()", "loop.callSoonThreadsafe(queue::shutdown)");
        shutDown = true;
        if (immediate) {
            finished(Math.min(unfinished, items.size()));
            items.clear();
            promisedItems = 0;
        }
        promisedPlaces = 0;
        putters.wakeAll();
        endGetters();
    }

    /** Lets those go first who were promised something before and have not run yet. */
    private static void queueBehind(TaskRun run, Runnable giveBack) {
        try {
            run.yieldNow();
        } catch (Throwable e) {
            giveBack.run();
            throw e;
        }
    }

    private void add(T item) {
        items.add(item);
        unfinished++;
        promiseItem();
    }

    private T take() {
        T item = items.remove();
        promisePlace();
        endGetters();
        return item;
    }

    /** Not before the last item is taken, as a getter that is cancelled gives its item back. */
    private void endGetters() {
        if (shutDown && items.isEmpty()) {
            getters.wakeAll();
        }
    }

    private void promiseItem() {
        if (!isEmpty() && getters.wakeFirst()) {
            promisedItems++;
        }
    }

    private void promisePlace() {
        if (!isFull() && putters.wakeFirst()) {
            promisedPlaces++;
        }
    }

    private void giveItemBack() {
        if (promisedItems > 0) {
            promisedItems--;
            promiseItem();
        }
    }

    private void givePlaceBack() {
        if (promisedPlaces > 0) {
            promisedPlaces--;
            promisePlace();
        }
    }

    private void finished(int items) {
        unfinished -= items;
        if (unfinished == 0) {
            joiners.wakeAll();
        }
    }

    private void checkOpen() {
        if (shutDown) {
            throw shutDownError();
        }
    }

    private static QueueShutDownException shutDownError() {
        return new QueueShutDownException("Queue is shut down: it takes no more items");
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[size=" + size() + (maxSize > 0 ? "/" + maxSize : "") + ", getters="
                + getters.size() + ", putters=" + putters.size() + (shutDown ? ", shut down" : "") + "]";
    }
}
