package io.asyncio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One turn after a failure: tells the exception handler unless somebody has seen it by now. Code of another loop that has
 * made the task, or has waited for it, may be about to take the failure in the same step: first that loop has its turn.
 *
 * <p>A task at the end of its share may take the failure as the next one in a row of awaits: while there is such a task, a
 * report is held, and those that come meanwhile line up behind it, so that the handler is told in the order of failure.
 */
final class UnseenFailure extends Ready {
    /** That it is held for tasks at the end of their share, which may come to that again and again. */
    private static final int MOST_TURNS = 1000;

    private final Task<?> task;
    private final ExceptionContext context;
    private Loop on; // whose turn it waits for
    private @Nullable Loop first; // null once it had its turn
    private int turns;
    private UnseenFailure last = this; // of those that line up behind this one
    private @Nullable UnseenFailure next;

    UnseenFailure(Task<?> task, @Nullable Loop first) {
        this.task = task;
        this.first = first;
        this.on = task.loop();
        this.context = new ExceptionContext(
                "Task exception was never retrieved", Objects.requireNonNull(task.failureNotRetrieved()), task);
    }

    @Override
    void run() {
        UnseenFailure held = on.heldFailure;
        if (held != this && task.isRetrievedOrExpected()) {
            return;
        }
        if (held != null && held != this) {
            held.last.next = this;
            held.last = this;
        } else if (on.atEndOfShare > 0 && turns++ < MOST_TURNS) {
            on.heldFailure = this;
            on.core.enqueue(this);
        } else {
            release(false);
        }
    }

    @Override
    void abandon() {
        release(true);
    }

    private void release(boolean abandoned) {
        if (on.heldFailure == this) {
            on.heldFailure = null;
        }
        UnseenFailure each = this;
        while (each != null) {
            UnseenFailure behind = each.next;
            each.next = null;
            each.last = each;
            each.goOn(abandoned);
            each = behind;
        }
    }

    private void goOn(boolean abandoned) {
        if (task.isRetrievedOrExpected()) {
            return;
        }
        if (on != task.loop()) { // what that has asked for until now is ahead of this in the inbox of the task's loop
            waitOn(task.loop());
            return;
        }
        Loop other = first;
        first = null;
        if (other != null && !abandoned && other.isRunning()) { // else there may be no turn for long
            waitOn(other);
        } else {
            tell();
        }
    }

    private void waitOn(Loop loop) {
        on = loop;
        turns = 0;
        loop.core.enqueue(this);
    }

    private void tell() {
        LoopObserver told = on.observer();
        if (told != null) {
            told.failureNeverRetrieved(task);
        }
        Traceback.shorten(Objects.requireNonNull(task.failureOrNull()));
        on.callExceptionHandler(context);
    }
}
