package io.asyncio.program;

import io.asyncio.ExceptionContext;
import io.asyncio.LoopObserver;
import io.asyncio.Task;
import io.micrometer.context.ThreadLocalAccessor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The code of users around one program: its context-propagation accessor and exception handler fail once when they were
 * told to, its observer again and again.
 */
final class Faults implements ThreadLocalAccessor<String>, LoopObserver {
    private static final int EVENTS_BETWEEN = 13;

    private final Set<Throwable> thrown = Collections.newSetFromMap(new IdentityHashMap<>());
    private @Nullable String armedAccessor; // when it will fail
    private @Nullable String armedHandler; // by what
    private int events;

    /** What can be thrown where nobody reckons with it. */
    static RuntimeException raise(String kind) {
        throw Actor.<RuntimeException>unchecked(
                switch (kind) {
                    case "stack" -> new StackOverflowError("a program's");
                    case "memory" -> new OutOfMemoryError("a program's");
                    case "class" -> new NoClassDefFoundError("a program's");
                    case "rejected" -> new java.util.concurrent.RejectedExecutionException("a program's");
                    default -> new Unreadable();
                });
    }

    /** Whatever one asks it, it throws. */
    static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack trace");
        }
    }

    void armAccessor(String when) {
        armedAccessor = when;
    }

    void armHandler(String kind) {
        armedHandler = kind;
    }

    /** The program has ended. */
    void disarm() {
        armedAccessor = null;
        armedHandler = null;
    }

    boolean hasThrown(@Nullable Throwable exception) {
        return thrown.contains(exception);
    }

    /** In the exception handler. */
    void told(ExceptionContext context) {
        String kind = armedHandler;
        armedHandler = null;
        if (kind != null) {
            throw raise(kind);
        }
    }

    private void failWhen(String now) {
        if (now.equals(armedAccessor)) {
            armedAccessor = null;
            throw remembered(new IllegalStateException("an accessor " + now));
        }
    }

    private void event() {
        if (++events % EVENTS_BETWEEN == 0) {
            throw remembered(new IllegalStateException("an observer"));
        }
    }

    private IllegalStateException remembered(IllegalStateException fault) {
        thrown.add(fault);
        return fault;
    }

    @Override
    public Object key() {
        return "faults";
    }

    @Override
    public String getValue() {
        failWhen("asked");
        return "value";
    }

    @Override
    public void setValue(String value) {
        failWhen("setting");
    }

    @Override
    public void setValue() {
        failWhen("setting");
    }

    @Override
    public void restore(String previous) {
        failWhen("restoring");
    }

    @Override
    public void restore() {
        failWhen("restoring");
    }

    @Override
    public void taskCreated(Task<?> task) {
        event();
    }

    @Override
    public void taskStarted(Task<?> task) {
        event();
    }

    @Override
    public void taskSuspended(Task<?> task, @Nullable Object on) {
        event();
    }

    @Override
    public void taskResumed(Task<?> task) {
        event();
    }

    @Override
    public void taskDone(Task<?> task, @Nullable Throwable failure) {
        event();
    }
}
