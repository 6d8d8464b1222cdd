package io.asyncio;

import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Connections;
import io.asyncio.stream.DatagramStream;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Stream;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.Subprocesses;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;
import reactor.util.context.ContextView;

/**
 * The front door: what Python's {@code asyncio} module offers as functions, to be imported statically.
 *
 * <p>Any thread may call {@link #run}, {@link #getEventLoop} and {@link #newEventLoop}. Unless they say otherwise, the
 * other methods are called on a loop: those that suspend in a task, the rest in a task or a callback. Elsewhere they
 * fail with a {@link NoRunningLoopException}. Methods that suspend say so; between two suspensions of a task no other
 * code of the loop runs.
 *
 * <p>Methods that run a body, and wait for it, throw the checked exceptions that it throws ({@link Body}). A task does
 * not know the types of its exceptions. Awaiting it raises them all the same, undeclared; to catch one, pass its class
 * to {@code await}, {@code gather} or {@code asCompleted}. A lambda or method reference that has a value selects the
 * overload with a value. In Kotlin, where each lambda has a value and exceptions have no types, an annotation gives the
 * overloads without a value, and those of {@link Body}, a low priority.
 */
public final class Asyncio {
    /** {@link ReturnWhen#FIRST_COMPLETED}. */
    public static final ReturnWhen FIRST_COMPLETED = ReturnWhen.FIRST_COMPLETED;

    /** {@link ReturnWhen#FIRST_EXCEPTION}. */
    public static final ReturnWhen FIRST_EXCEPTION = ReturnWhen.FIRST_EXCEPTION;

    /** {@link ReturnWhen#ALL_COMPLETED}. */
    public static final ReturnWhen ALL_COMPLETED = ReturnWhen.ALL_COMPLETED;

    private static final ThreadLocal<@Nullable Loop> EVENT_LOOP = new ThreadLocal<>();

    private Asyncio() {}

    /**
     * Runs {@code main} as the first task of a new loop, and returns its result; blocks the calling thread meanwhile.
     * When {@code main} ends, the tasks that are left are cancelled and awaited, and the loop is closed. An interrupt
     * of the calling thread cancels {@code main}; the thread stays interrupted. If this is called in the JVM's main
     * thread, a shutdown of the JVM, by Ctrl-C or SIGTERM, cancels {@code main}, too, and waits for its clean-up (see
     * {@link Runner}). Like Python's {@code asyncio.run}.
     *
     * @return what main returns; what it throws is raised as it is
     * @throws IllegalStateException if called inside a running loop
     */
    public static <T extends @Nullable Object> T run(Coroutine<T> main) {
        Objects.requireNonNull(main, "main");
        Runner.checkOutside("Asyncio.run()");
        try (Runner runner = new Runner()) {
            return runner.run(main);
        }
    }

    /** {@link #run(Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static void run(VoidCoroutine main) {
        run(Objects.requireNonNull(main, "main").asCoroutine());
    }

    /** {@link #run(Coroutine)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T run(Body<T, X> main) throws X {
        return run((Coroutine<T>) main);
    }

    /** {@link #run(Body)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void run(VoidBody<X> main) throws X {
        run((VoidCoroutine) main);
    }

    /**
     * Makes a task of the running loop that runs {@code body}. The body starts in a later turn. Does not suspend. Like
     * Python's {@code asyncio.create_task}.
     */
    public static <T extends @Nullable Object> Task<T> createTask(Coroutine<T> body) {
        return RunningLoop.require("createTask()").createTask(body);
    }

    /** {@link #createTask(Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static Task<@Nullable Void> createTask(VoidCoroutine body) {
        return RunningLoop.require("createTask()").createTask(body);
    }

    /** {@link #createTask(Coroutine)} with a name. */
    public static <T extends @Nullable Object> Task<T> createTask(String name, Coroutine<T> body) {
        return RunningLoop.require("createTask()").createTask(name, body);
    }

    /** {@link #createTask(String, Coroutine)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static Task<@Nullable Void> createTask(String name, VoidCoroutine body) {
        return RunningLoop.require("createTask()").createTask(name, body);
    }

    /**
     * Runs {@code body} with a group of tasks, then waits for all of them; see {@link TaskGroup}.
     *
     * @return what the body returns
     * @throws TaskGroupException if the body or a task of the group failed
     */
    public static <T extends @Nullable Object> T taskGroup(TaskGroup.Body<T> body) {
        return TaskGroup.run(Objects.requireNonNull(body, "body"));
    }

    /** {@link #taskGroup(TaskGroup.Body)} for a body without a value. */
    @LowPriorityInOverloadResolution
    @SuppressWarnings("NullAway") // the value is declared nullable, which NullAway does not see in a lambda
    public static void taskGroup(TaskGroup.VoidBody body) {
        Objects.requireNonNull(body, "body");
        TaskGroup.<@Nullable Void>run(group -> {
            body.run(group);
            return null;
        });
    }

    /**
     * The elements that {@code body} gives by {@code out.yield(x)}, one by one: an asynchronous generator. The body
     * starts when a task asks for the first element, goes on when it asks for the next, and is suspended in between. It
     * has a task of its own, with the context of the task that asked first. What it throws is raised by
     * {@code hasNext()} or {@code next()}. A cancel of the task that waits for an element is passed to the body. Close
     * it: that runs the {@code finally} blocks of a body that is suspended, waits for its end, and raises what they
     * throw:
     *
     * <pre>
     *   try (AsyncIterator&lt;String> lines = generate(out -> {
     *       for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
     *           out.yield(new String(line, UTF_8));
     *       }
     *   })) {
     *       for (String line : lines) {
     *           show(line);
     *       }
     *   }
     * </pre>
     *
     * <p>Any thread may make one. It gives its elements once, to one task at a time, on one loop. Like Python's
     * asynchronous generators, except that one that is not closed stays open until its loop ends.
     */
    public static <T extends @Nullable Object> AsyncIterator<T> generate(GeneratorBody<T> body) {
        return new Generator<>(Objects.requireNonNull(body, "body"));
    }

    /** The task in which the caller runs. */
    public static Task<?> currentTask() {
        return TaskRun.current("currentTask()").task;
    }

    /** The tasks of the running loop that are not done, oldest first. */
    public static Set<Task<?>> allTasks() {
        return RunningLoop.require("allTasks()").allTasks().stream()
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * Prints to {@code System.out} what all tasks of the running loop wait for, as {@link Loop#dump()} tells it. Like
     * Python's {@code asyncio.print_call_graph}.
     */
    public static void printCallGraph() {
        printTo(System.out, RunningLoop.require("printCallGraph()").dump());
    }

    /** Prints to {@code System.out} what one task or future, of any loop, waits for. Any thread may call. */
    public static void printCallGraph(Future<?> future) {
        printTo(System.out, CallGraph.of(future));
    }

    private static void printTo(PrintStream out, String text) {
        out.print(text);
        out.flush();
    }

    /**
     * Suspends the current task for {@code seconds}; for one turn if that is not positive, for ever if it is infinite.
     * A cancel of the task ends the sleep. Like Python's {@code asyncio.sleep}.
     *
     * @throws IllegalArgumentException for NaN
     */
    public static void sleep(double seconds) {
        Sleep.park(Durations.ofSeconds(seconds));
    }

    /** {@link #sleep(double)} with a {@link Duration}, however long. */
    public static void sleep(Duration duration) {
        Sleep.park(Durations.of(duration));
    }

    /** {@link #sleep(double)} in milliseconds. */
    public static void sleepMs(long millis) {
        Sleep.park(Durations.ofMillis(millis));
    }

    /**
     * Awaits a task or future, or runs a body in place; suspends the current task until that has ended. A cancel of the
     * current task is passed on to what it awaits. Like Python's {@code await}.
     *
     * @return the result; an exception, even a checked one, is raised as it is. The place of this call is added to the
     *     end of its stack trace, unless {@code -Dio.asyncio.tracebacks=false} is set
     */
    public static <T extends @Nullable Object> T await(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        try {
            return awaitable.await();
        } catch (Exception e) {
            throw Sneaky.raise(e);
        }
    }

    /** {@link #await(Awaitable)} without a value. */
    @LowPriorityInOverloadResolution
    public static void await(VoidAwaitable awaitable) {
        await(Awaitables.of(awaitable, "awaitable"));
    }

    /** {@link #await(Awaitable)} for a caller that wants to catch the checked exception {@code type}. */
    @SuppressWarnings("unused") // both are for the compiler
    public static <T extends @Nullable Object, X extends Exception> T await(Awaitable<T> awaitable, Class<X> type)
            throws X {
        return await(awaitable);
    }

    /** {@link #await(Awaitable, Class)} without a value. */
    @LowPriorityInOverloadResolution
    @SuppressWarnings("unused") // both are for the compiler
    public static <X extends Exception> void await(VoidAwaitable awaitable, Class<X> type) throws X {
        await(awaitable);
    }

    /**
     * Awaits for {@code timeout} at most; null means no timeout. A body is run as a task. Suspends the current task. At
     * the timeout the awaitable is cancelled, and awaited until it has cleaned up; what it throws then is suppressed in
     * the TimeoutException. If the current task is cancelled meanwhile, so is the awaitable, and the cancel is raised
     * here once the awaitable has ended. Like Python's {@code asyncio.wait_for}.
     *
     * @throws TimeoutException at the timeout, even if the awaitable swallowed the cancel
     */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, @Nullable Duration timeout)
            throws TimeoutException {
        return TimeLimit.await(Objects.requireNonNull(awaitable, "awaitable"), Durations.orForever(timeout));
    }

    /** {@link #waitFor(Awaitable, Duration)} without a value. */
    @LowPriorityInOverloadResolution
    public static void waitFor(VoidAwaitable awaitable, @Nullable Duration timeout) throws TimeoutException {
        TimeLimit.await(Awaitables.of(awaitable, "awaitable"), Durations.orForever(timeout));
    }

    /** {@link #waitFor(Awaitable, Duration)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T waitFor(
            Body<T, X> body, @Nullable Duration timeout) throws X, TimeoutException {
        return waitFor((Awaitable<T>) body, timeout);
    }

    /** {@link #waitFor(Body, Duration)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void waitFor(VoidBody<X> body, @Nullable Duration timeout)
            throws X, TimeoutException {
        waitFor((VoidAwaitable) body, timeout);
    }

    /** {@link #waitFor(Awaitable, Duration)} in seconds; infinity means no timeout. */
    public static <T extends @Nullable Object> T waitFor(Awaitable<T> awaitable, double seconds)
            throws TimeoutException {
        return TimeLimit.await(Objects.requireNonNull(awaitable, "awaitable"), Durations.ofSeconds(seconds));
    }

    /** {@link #waitFor(Awaitable, double)} without a value. */
    @LowPriorityInOverloadResolution
    public static void waitFor(VoidAwaitable awaitable, double seconds) throws TimeoutException {
        TimeLimit.await(Awaitables.of(awaitable, "awaitable"), Durations.ofSeconds(seconds));
    }

    /** {@link #waitFor(Awaitable, double)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T waitFor(Body<T, X> body, double seconds)
            throws X, TimeoutException {
        return waitFor((Awaitable<T>) body, seconds);
    }

    /** {@link #waitFor(Body, double)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void waitFor(VoidBody<X> body, double seconds) throws X, TimeoutException {
        waitFor((VoidAwaitable) body, seconds);
    }

    /** {@link #waitFor(Awaitable, Duration)} in milliseconds. */
    public static <T extends @Nullable Object> T waitForMs(Awaitable<T> awaitable, long millis)
            throws TimeoutException {
        return TimeLimit.await(Objects.requireNonNull(awaitable, "awaitable"), Durations.ofMillis(millis));
    }

    /** {@link #waitForMs(Awaitable, long)} without a value. */
    @LowPriorityInOverloadResolution
    public static void waitForMs(VoidAwaitable awaitable, long millis) throws TimeoutException {
        TimeLimit.await(Awaitables.of(awaitable, "awaitable"), Durations.ofMillis(millis));
    }

    /** {@link #waitForMs(Awaitable, long)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T waitForMs(Body<T, X> body, long millis)
            throws X, TimeoutException {
        return waitForMs((Awaitable<T>) body, millis);
    }

    /** {@link #waitForMs(Body, long)} for a body without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void waitForMs(VoidBody<X> body, long millis) throws X, TimeoutException {
        waitForMs((VoidAwaitable) body, millis);
    }

    /**
     * Runs {@code block} in the current task, for {@code duration} at most; null means no timeout. At the deadline the
     * current task is cancelled, so that the block ends where it is suspended. {@link Timeout} has a deadline that can
     * be moved. Like Python's {@code asyncio.timeout}.
     *
     * @return what the block returns; what it throws is raised as it is
     * @throws TimeoutException if the block ended by that cancel
     */
    public static <T extends @Nullable Object> T timeout(@Nullable Duration duration, Coroutine<T> block)
            throws TimeoutException {
        return Timeout.after(duration).run(block);
    }

    /** {@link #timeout(Duration, Coroutine)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public static void timeout(@Nullable Duration duration, VoidCoroutine block) throws TimeoutException {
        Timeout.after(duration).run(block);
    }

    /** {@link #timeout(Duration, Coroutine)} that throws what the block does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T timeout(
            @Nullable Duration duration, Body<T, X> block) throws X, TimeoutException {
        return Timeout.after(duration).run(block);
    }

    /** {@link #timeout(Duration, Body)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void timeout(@Nullable Duration duration, VoidBody<X> block)
            throws X, TimeoutException {
        Timeout.after(duration).run(block);
    }

    /** {@link #timeout(Duration, Coroutine)} in seconds; infinity means no timeout. */
    public static <T extends @Nullable Object> T timeout(double seconds, Coroutine<T> block) throws TimeoutException {
        return Timeout.afterNanos(Durations.ofSeconds(seconds)).run(block);
    }

    /** {@link #timeout(double, Coroutine)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public static void timeout(double seconds, VoidCoroutine block) throws TimeoutException {
        Timeout.afterNanos(Durations.ofSeconds(seconds)).run(block);
    }

    /** {@link #timeout(double, Coroutine)} that throws what the block does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T timeout(double seconds, Body<T, X> block)
            throws X, TimeoutException {
        return Timeout.afterNanos(Durations.ofSeconds(seconds)).run(block);
    }

    /** {@link #timeout(double, Body)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void timeout(double seconds, VoidBody<X> block) throws X, TimeoutException {
        Timeout.afterNanos(Durations.ofSeconds(seconds)).run(block);
    }

    /** {@link #timeout(Duration, Coroutine)} until {@code when} of {@link Loop#time()}. */
    public static <T extends @Nullable Object> T timeoutAt(double when, Coroutine<T> block) throws TimeoutException {
        return Timeout.at(when).run(block);
    }

    /** {@link #timeoutAt(double, Coroutine)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public static void timeoutAt(double when, VoidCoroutine block) throws TimeoutException {
        Timeout.at(when).run(block);
    }

    /** {@link #timeoutAt(double, Coroutine)} that throws what the block does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T timeoutAt(double when, Body<T, X> block)
            throws X, TimeoutException {
        return Timeout.at(when).run(block);
    }

    /** {@link #timeoutAt(double, Body)} for a block without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void timeoutAt(double when, VoidBody<X> block) throws X, TimeoutException {
        Timeout.at(when).run(block);
    }

    /**
     * Runs {@code body} in the current task, at once and then each {@code period} of the loop's clock, until it throws
     * or the task is cancelled. The body never runs twice at once: times that pass during a run are left out, and the
     * next run begins at the first time that has not passed. An exception of the body ends the repetition, and is
     * raised as it is; a body that should go on after a failure catches it. To repeat a body beside other code, make a
     * task:
     *
     * <pre>{@code
     * Task<?> polling = createTask("polling", () -> every(10, () -> poll()));
     * }</pre>
     *
     * <p>For a pause between the end of a run and the beginning of the next, instead of a rate, write a loop with
     * {@code sleep}. Python has no counterpart. Like {@code scheduleAtFixedRate} of Java's executors, except that
     * missed runs are not made up for.
     *
     * @throws IllegalArgumentException if {@code period} is not positive
     */
    public static void every(Duration period, VoidCoroutine body) {
        FixedRate.run(Durations.of(period), body);
    }

    /** {@link #every(Duration, VoidCoroutine)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void every(Duration period, VoidBody<X> body) throws X {
        FixedRate.run(Durations.of(period), body);
    }

    /** {@link #every(Duration, VoidCoroutine)} in seconds. */
    public static void every(double seconds, VoidCoroutine body) {
        FixedRate.run(Durations.ofSeconds(seconds), body);
    }

    /** {@link #every(double, VoidCoroutine)} that throws what the body does. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void every(double seconds, VoidBody<X> body) throws X {
        FixedRate.run(Durations.ofSeconds(seconds), body);
    }

    /**
     * Runs {@code block} in place, with {@code context} as the Reactor context of the current task or callback: what
     * the block awaits subscribes with it, and tasks that are made in the block keep it. Thread-locals that are
     * registered with Micrometer's context-propagation have, inside the block, the values that {@code context} has for
     * them. Such blocks may be nested. Like {@code contextvars.Context.run}, and in a callback like the argument {@code
     * context} of {@code loop.call_soon}, {@code call_later} and {@code add_done_callback}:
     *
     * <pre>{@code
     * loop.callSoon(() -> withReactorContext(context, () -> createTask(() -> report())));
     * }</pre>
     *
     * @return what the block returns; what it throws is raised as it is
     * @throws NoRunningLoopException outside of a loop
     */
    public static <T extends @Nullable Object> T withReactorContext(ContextView context, Coroutine<T> block) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(block, "block");
        Loop loop = RunningLoop.require("withReactorContext()");
        TaskRun run = loop.current;
        return run == null ? loop.runCallbackWith(context, block) : run.task.runWith(context, block);
    }

    /** {@link #withReactorContext(ContextView, Coroutine)} for a block without a value. */
    public static void withReactorContext(ContextView context, VoidCoroutine block) {
        withReactorContext(context, Objects.requireNonNull(block, "block").asCoroutine());
    }

    /**
     * A future that ends as {@code awaitable} does (a body is run as a task) and shields it: a cancel of the future, or
     * of a task that awaits it, does not reach the awaitable. Await it: {@code await(shield(task))}. If the awaitable
     * fails after such a cancel, the loop's exception handler is told, unless another task awaits it. Like Python's
     * {@code asyncio.shield}.
     */
    public static <T extends @Nullable Object> Future<T> shield(Awaitable<T> awaitable) {
        Loop loop = RunningLoop.require("shield()");
        return Shield.of(loop, loop.futureOf(Objects.requireNonNull(awaitable, "awaitable")));
    }

    /** {@link #shield(Awaitable)} without a value. */
    @LowPriorityInOverloadResolution
    public static Future<@Nullable Void> shield(VoidAwaitable awaitable) {
        return shield(Awaitables.ofVoid(awaitable, "awaitable"));
    }

    /**
     * {@link #shield(Awaitable)} that throws what the body does: not here, but where the future is awaited, so that
     * {@code await(shield(() -> ...))} can be caught.
     */
    @LowPriorityInOverloadResolution
    @SuppressWarnings("unused") // the exception is for the compiler
    public static <T extends @Nullable Object, X extends Exception> Future<T> shield(Body<T, X> body) throws X {
        return shield((Awaitable<T>) body);
    }

    /** {@link #shield(Body)} for a body without a value. */
    @LowPriorityInOverloadResolution
    @SuppressWarnings("unused") // the exception is for the compiler
    public static <X extends Exception> Future<@Nullable Void> shield(VoidBody<X> body) throws X {
        return shield((VoidAwaitable) body);
    }

    /**
     * Suspends the current task until the first of the awaitables, or all of them, are done; bodies are run as tasks.
     * Does not raise their failures, and cancels none of them, even if the current task is cancelled. A failure that the
     * caller does not read either is reported after that, as one that nobody awaits. Like Python's {@code asyncio.wait}.
     *
     * @throws IllegalArgumentException if there is no awaitable
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> WaitResult<T> waitUntil(
            ReturnWhen until, Awaitable<? extends T>... awaitables) {
        return waitUntil(until, null, Awaitables.checked(awaitables));
    }

    /** {@link #waitUntil(ReturnWhen, Awaitable...)} where some have no value. */
    @LowPriorityInOverloadResolution
    public static WaitResult<@Nullable Object> waitUntil(ReturnWhen until, VoidAwaitable... awaitables) {
        return waitUntil(until, null, Awaitables.of(awaitables));
    }

    /** {@link #waitUntil(ReturnWhen, Awaitable...)} for a collection. */
    public static <T extends @Nullable Object> WaitResult<T> waitUntil(
            ReturnWhen until, Collection<? extends Awaitable<? extends T>> awaitables) {
        return waitUntil(until, null, awaitables);
    }

    /** {@link #waitUntil(ReturnWhen, Awaitable...)} for {@code timeout} at most; a timeout is no exception. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> WaitResult<T> waitUntil(
            ReturnWhen until, @Nullable Duration timeout, Awaitable<? extends T>... awaitables) {
        return waitUntil(until, timeout, Awaitables.checked(awaitables));
    }

    /** {@link #waitUntil(ReturnWhen, Duration, Awaitable...)} where some have no value. */
    @LowPriorityInOverloadResolution
    public static WaitResult<@Nullable Object> waitUntil(
            ReturnWhen until, @Nullable Duration timeout, VoidAwaitable... awaitables) {
        return waitUntil(until, timeout, Awaitables.of(awaitables));
    }

    /** {@link #waitUntil(ReturnWhen, Duration, Awaitable...)} for a collection. */
    public static <T extends @Nullable Object> WaitResult<T> waitUntil(
            ReturnWhen until, @Nullable Duration timeout, Collection<? extends Awaitable<? extends T>> awaitables) {
        Objects.requireNonNull(until, "until");
        return CompletionWait.await(until, Awaitables.checked(awaitables), Durations.orForever(timeout));
    }

    /**
     * The awaitables in the order in which they end, each of them done; bodies are run as tasks. Asking for the next
     * one suspends the current task until there is one. Iterate over it once, on the loop:
     * {@code for (var done : asCompleted(a, b)) use(done.result());}
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(Awaitable<? extends T>... awaitables) {
        return asCompleted((Duration) null, Awaitables.checked(awaitables));
    }

    /** {@link #asCompleted(Awaitable...)} where some have no value. */
    @LowPriorityInOverloadResolution
    public static Iterable<Future<@Nullable Object>> asCompleted(VoidAwaitable... awaitables) {
        return asCompleted((Duration) null, Awaitables.of(awaitables));
    }

    /** {@link #asCompleted(Awaitable...)} for a collection. */
    public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return asCompleted((Duration) null, awaitables);
    }

    /**
     * {@link #asCompleted(Awaitable...)} for {@code timeout} at most: asking for a future after that, when none is
     * done, raises a {@link TimeoutException}. No awaitable is cancelled.
     */
    public static <T extends @Nullable Object> Iterable<Future<T>> asCompleted(
            @Nullable Duration timeout, Collection<? extends Awaitable<? extends T>> awaitables) {
        CompletionOrder<T> order = new CompletionOrder<>(Awaitables.checked(awaitables), Durations.orForever(timeout));
        return () -> order;
    }

    /**
     * {@link #asCompleted(Awaitable...)} for a caller that wants to catch the checked exception {@code type} around the
     * iteration, which raises it.
     */
    @SafeVarargs
    @SuppressWarnings({"varargs", "unused"}) // the array is only read; the rest is for the compiler
    public static <T extends @Nullable Object, X extends Exception> Iterable<Future<T>> asCompleted(
            Class<X> type, Awaitable<? extends T>... awaitables) throws X {
        return asCompleted(awaitables);
    }

    /** {@link #asCompleted(Class, Awaitable...)} where some have no value. */
    @LowPriorityInOverloadResolution
    @SuppressWarnings("unused") // for the compiler
    public static <X extends Exception> Iterable<Future<@Nullable Object>> asCompleted(
            Class<X> type, VoidAwaitable... awaitables) throws X {
        return asCompleted(awaitables);
    }

    /** {@link #asCompleted(Class, Awaitable...)} for a collection. */
    @SuppressWarnings("unused") // for the compiler
    public static <T extends @Nullable Object, X extends Exception> Iterable<Future<T>> asCompleted(
            Class<X> type, Collection<? extends Awaitable<? extends T>> awaitables) throws X {
        return asCompleted(awaitables);
    }

    /** {@link #asCompleted(Duration, Collection)} for a caller that wants to catch the checked exception {@code type}. */
    @SuppressWarnings("unused") // for the compiler
    public static <T extends @Nullable Object, X extends Exception> Iterable<Future<T>> asCompleted(
            Class<X> type, @Nullable Duration timeout, Collection<? extends Awaitable<? extends T>> awaitables)
            throws X {
        return asCompleted(timeout, awaitables);
    }

    /**
     * Awaits all awaitables at the same time; bodies are run as tasks. Suspends the current task until all have ended
     * or one has failed. The first failure is raised, and the others go on. A cancel of the current task is passed on
     * to all of them, and raised here once they have ended; what they threw is suppressed in it. Like Python's {@code
     * asyncio.gather}.
     *
     * @return the results, in the order of the arguments
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> List<T> gather(Awaitable<? extends T>... awaitables) {
        return Gather.results(Awaitables.checked(awaitables));
    }

    /**
     * {@link #gather(Awaitable...)} for bodies; the compiler prefers it for lambdas that fit the other overloads as
     * well.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> List<T> gather(Coroutine<? extends T>... bodies) {
        return Gather.results(Awaitables.checked(bodies));
    }

    /** {@link #gather(Awaitable...)} for bodies without a value. */
    @LowPriorityInOverloadResolution
    public static List<@Nullable Void> gather(VoidCoroutine... bodies) {
        return Gather.results(Awaitables.of(bodies));
    }

    /** {@link #gather(Awaitable...)} where some have no value: null is their result. */
    @LowPriorityInOverloadResolution
    public static List<@Nullable Object> gather(VoidAwaitable... awaitables) {
        return Gather.results(Awaitables.of(awaitables));
    }

    /** {@link #gather(Awaitable...)} for a collection. */
    public static <T extends @Nullable Object> List<T> gather(Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gather.results(Awaitables.checked(awaitables));
    }

    /** {@link #gather(Awaitable...)} for a caller that wants to catch the checked exception {@code type}. */
    @SafeVarargs
    @SuppressWarnings({"varargs", "unused"}) // the array is only read; the rest is for the compiler
    public static <T extends @Nullable Object, X extends Exception> List<T> gather(
            Class<X> type, Awaitable<? extends T>... awaitables) throws X {
        return gather(awaitables);
    }

    /** {@link #gather(Class, Awaitable...)} where some have no value: null is their result. */
    @LowPriorityInOverloadResolution
    @SuppressWarnings("unused") // for the compiler
    public static <X extends Exception> List<@Nullable Object> gather(Class<X> type, VoidAwaitable... awaitables)
            throws X {
        return gather(awaitables);
    }

    /** {@link #gather(Class, Awaitable...)} for a collection. */
    @SuppressWarnings("unused") // for the compiler
    public static <T extends @Nullable Object, X extends Exception> List<T> gather(
            Class<X> type, Collection<? extends Awaitable<? extends T>> awaitables) throws X {
        return gather(awaitables);
    }

    /**
     * {@link #gather(Awaitable...)} that returns how each awaitable ended instead of raising the first failure. Like
     * Python's {@code asyncio.gather} with {@code return_exceptions=True}.
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> List<Outcome<T>> gatherReturnExceptions(
            Awaitable<? extends T>... awaitables) {
        return Gather.outcomes(Awaitables.checked(awaitables));
    }

    /** {@link #gatherReturnExceptions(Awaitable...)} for bodies, as {@link #gather(Coroutine...)} is. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public static <T extends @Nullable Object> List<Outcome<T>> gatherReturnExceptions(
            Coroutine<? extends T>... bodies) {
        return Gather.outcomes(Awaitables.checked(bodies));
    }

    /** {@link #gatherReturnExceptions(Awaitable...)} for bodies without a value. */
    @LowPriorityInOverloadResolution
    public static List<Outcome<@Nullable Void>> gatherReturnExceptions(VoidCoroutine... bodies) {
        return Gather.outcomes(Awaitables.of(bodies));
    }

    /** {@link #gatherReturnExceptions(Awaitable...)} where some have no value. */
    @LowPriorityInOverloadResolution
    public static List<Outcome<@Nullable Object>> gatherReturnExceptions(VoidAwaitable... awaitables) {
        return Gather.outcomes(Awaitables.of(awaitables));
    }

    /** {@link #gatherReturnExceptions(Awaitable...)} for a collection. */
    public static <T extends @Nullable Object> List<Outcome<T>> gatherReturnExceptions(
            Collection<? extends Awaitable<? extends T>> awaitables) {
        return Gather.outcomes(Awaitables.checked(awaitables));
    }

    /**
     * Runs a call that blocks in another thread, and suspends the current task until the call returns. OpenTelemetry's
     * context, and the thread-locals that are registered with Micrometer's context-propagation, are the same there as
     * here. Each call has a virtual thread of its own; on a JDK older than 21, a platform thread that may have served
     * other calls. If the task is cancelled, a call that has begun runs on, as a thread cannot be stopped; what it then
     * throws goes to the loop's exception handler.
     *
     * <p>At most 64 calls run at a time in the JVM; {@code -Dio.asyncio.threads} sets another number. The others wait,
     * and begin in the order in which they came. A call whose task is cancelled while the call waits never begins.
     * Kotlin's {@code Dispatchers.IO} has the same number. It does not depend on the number of processors, as a call
     * that blocks uses none. A call must not wait for another such call, which may be waiting for its turn. To limit
     * calls of one kind, pass an executor: {@link #toThread(Executor, Callable)}.
     *
     * <p>Like Python's {@code asyncio.to_thread}, whose number is {@code min(32, processors + 4)}.
     *
     * @return what the call returns; what it throws is raised as it is
     */
    public static <T extends @Nullable Object> T toThread(Callable<T> call) {
        Objects.requireNonNull(call, "call");
        return ThreadCall.await(BlockingThreads.forUsers(), call);
    }

    /** {@link #toThread(Callable)} for a coroutine, which cannot suspend there. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object> T toThread(Coroutine<T> call) {
        return toThread((Callable<T>) Objects.requireNonNull(call, "call")::await);
    }

    /** {@link #toThread(Callable)} for a call without a value. */
    @LowPriorityInOverloadResolution
    public static void toThread(VoidCoroutine call) {
        toThread(Objects.requireNonNull(call, "call").asCoroutine());
    }

    /** {@link #toThread(Callable)} that throws what the call does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T toThread(Body<T, X> call) throws X {
        return toThread((Callable<T>) call);
    }

    /** {@link #toThread(Body)} for a call without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void toThread(VoidBody<X> call) throws X {
        toThread((VoidCoroutine) call);
    }

    /**
     * {@link #toThread(Callable)} in a thread of {@code executor}, for instance of a pool with as many threads as the
     * database allows connections. What the executor throws when it takes no more calls is raised here. A call that is
     * still in the executor's queue when the task is cancelled never begins. The executor is not shut down with the
     * loop. Like Python's {@code loop.run_in_executor}.
     */
    public static <T extends @Nullable Object> T toThread(Executor executor, Callable<T> call) {
        Objects.requireNonNull(executor, "executor");
        return ThreadCall.await(executor, Objects.requireNonNull(call, "call"));
    }

    /** {@link #toThread(Executor, Callable)} for a coroutine, which cannot suspend there. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object> T toThread(Executor executor, Coroutine<T> call) {
        return toThread(executor, (Callable<T>) Objects.requireNonNull(call, "call")::await);
    }

    /** {@link #toThread(Executor, Callable)} for a call without a value. */
    @LowPriorityInOverloadResolution
    public static void toThread(Executor executor, VoidCoroutine call) {
        toThread(executor, Objects.requireNonNull(call, "call").asCoroutine());
    }

    /** {@link #toThread(Executor, Callable)} that throws what the call does. */
    @LowPriorityInOverloadResolution
    public static <T extends @Nullable Object, X extends Exception> T toThread(Executor executor, Body<T, X> call)
            throws X {
        return toThread(executor, (Callable<T>) call);
    }

    /** {@link #toThread(Executor, Body)} for a call without a value. */
    @LowPriorityInOverloadResolution
    public static <X extends Exception> void toThread(Executor executor, VoidBody<X> call) throws X {
        toThread(executor, (VoidCoroutine) call);
    }

    /**
     * A future of the running loop that ends as {@code stage} does, whichever thread completes the stage. A cancel of
     * the future cancels the stage, if the stage supports it. The way back is {@link Future#toCompletableFuture()}.
     * Does not suspend.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(CompletionStage<T> stage) {
        return WrappedFuture.of(RunningLoop.require("wrapFuture()"), stage);
    }

    /**
     * {@link #wrapFuture(CompletionStage)} for a future that cannot call back: a thread, as of
     * {@link #toThread}, waits for it. Like Python's {@code asyncio.wrap_future}.
     */
    public static <T extends @Nullable Object> Future<T> wrapFuture(java.util.concurrent.Future<T> future) {
        if (future instanceof CompletionStage<?>) {
            @SuppressWarnings("unchecked")
            CompletionStage<T> stage = (CompletionStage<T>) future;
            return wrapFuture(stage);
        }
        return WrappedFuture.of(RunningLoop.require("wrapFuture()"), future);
    }

    /**
     * {@link #wrapFuture(CompletionStage)} for an object of both types, such as a {@link CompletableFuture}, or the
     * future of some drivers.
     */
    @SuppressWarnings("ExtendsObject") // for an erasure that no other has
    public static <T extends @Nullable Object, F extends Object & java.util.concurrent.Future<T> & CompletionStage<T>>
            Future<T> wrapFuture(F future) {
        return wrapFuture((CompletionStage<T>) future);
    }

    /**
     * Connects to a TCP server; suspends the current task until the server has answered. If the host has several
     * addresses, the next one is tried, too, when the one before has not answered for a while (RFC 8305). An attempt on
     * one address ends after {@linkplain ConnectOptions#withConnectTimeout 60 seconds}. Like Python's {@code
     * asyncio.open_connection}.
     *
     * @throws IOException if the host is not known, or none of its addresses answers
     */
    public static Stream openConnection(String host, int port) throws IOException {
        return openConnection(host, port, ConnectOptions.defaults());
    }

    /** {@link #openConnection(String, int)} with TLS by the JDK's default context, if {@code ssl}. */
    public static Stream openConnection(String host, int port, boolean ssl) throws IOException {
        return openConnection(host, port, ConnectOptions.defaults().withSsl(ssl));
    }

    /** {@link #openConnection(String, int)} with TLS; the server's certificate must be for {@code host}. */
    public static Stream openConnection(String host, int port, SSLContext ssl) throws IOException {
        return openConnection(host, port, ConnectOptions.defaults().withSsl(ssl));
    }

    /** {@link #openConnection(String, int)} with options. */
    public static Stream openConnection(String host, int port, ConnectOptions options) throws IOException {
        return Connections.open(TaskRun.current("openConnection()").loop.sockets, host, port, options);
    }

    /** {@link #openConnection(String, int)} over a Unix domain socket. */
    public static Stream openUnixConnection(Path path) throws IOException {
        return openUnixConnection(path, ConnectOptions.defaults());
    }

    /** {@link #openUnixConnection(Path)} with options. */
    public static Stream openUnixConnection(Path path, ConnectOptions options) throws IOException {
        return Connections.openUnix(TaskRun.current("openUnixConnection()").loop.sockets, path, options);
    }

    /**
     * Listens for TCP connections, and runs {@code handler} for each in a task of its own; suspends the current task
     * until the port is taken. Like Python's {@code asyncio.start_server}.
     *
     * @param host an address of this machine, or a name that stands for several; null for all. {@code 0.0.0.0} means
     *     all IPv4 addresses (with kqueue and io_uring, those of IPv6 as well), {@code ::} all of both families where
     *     the system has it so, as on Linux
     * @param port 0 for any port that is free: {@link Server#port()} tells which
     * @throws IOException if the port is in use
     */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port) throws IOException {
        return startServer(handler, host, port, ServerOptions.defaults());
    }

    /**
     * {@link #startServer(ConnectionHandler, String, int)} where up to {@code backlog} connections may wait to be
     * accepted.
     */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port, int backlog)
            throws IOException {
        return startServer(handler, host, port, ServerOptions.defaults().withBacklog(backlog));
    }

    /** {@link #startServer(ConnectionHandler, String, int)} with TLS; {@code ssl} has the server's key. */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port, SSLContext ssl)
            throws IOException {
        return startServer(handler, host, port, ServerOptions.defaults().withSsl(ssl));
    }

    /** {@link #startServer(ConnectionHandler, String, int)} with options. */
    public static Server startServer(ConnectionHandler handler, @Nullable String host, int port, ServerOptions options)
            throws IOException {
        return Connections.listen(TaskRun.current("startServer()").loop.sockets, handler, host, port, options);
    }

    /**
     * {@link #startServer(ConnectionHandler, String, int)} on a Unix domain socket. A socket that an earlier server has
     * left at {@code path} is replaced. The server removes its socket when it closes.
     */
    public static Server startUnixServer(ConnectionHandler handler, Path path) throws IOException {
        return startUnixServer(handler, path, ServerOptions.defaults());
    }

    /** {@link #startUnixServer(ConnectionHandler, Path)} with options. */
    public static Server startUnixServer(ConnectionHandler handler, Path path, ServerOptions options)
            throws IOException {
        return Connections.listenUnix(TaskRun.current("startUnixServer()").loop.sockets, handler, path, options);
    }

    /**
     * Opens a UDP socket; suspends the current task until the socket is open. Like Python's {@code
     * loop.create_datagram_endpoint}, in direct style.
     *
     * @param local the address to receive at; null for any port that is free
     * @param peer the only address to exchange datagrams with; null for any address
     * @throws IOException if the port is in use
     */
    public static DatagramStream createDatagramEndpoint(
            @Nullable InetSocketAddress local, @Nullable InetSocketAddress peer) throws IOException {
        return Connections.openDatagram(TaskRun.current("createDatagramEndpoint()").loop.sockets, local, peer);
    }

    /**
     * Starts {@code program}, which is a path, or a name to be found in {@code PATH}; suspends the current task until
     * the process has started. The process inherits the input, output and environment of this JVM. Like Python's {@code
     * asyncio.create_subprocess_exec}.
     *
     * @throws java.io.FileNotFoundException if there is no such program
     * @throws IOException if it cannot be started
     */
    public static Process createSubprocessExec(String program, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(args));
        return createSubprocessExec(command, ProcessOptions.defaults());
    }

    /** {@link #createSubprocessExec(String, String...)} with options; {@code command} is the program and its arguments. */
    public static Process createSubprocessExec(List<String> command, ProcessOptions options) throws IOException {
        return Subprocesses.exec(TaskRun.current("createSubprocessExec()").loop.processes, command, options);
    }

    /**
     * {@link #createSubprocessExec(String, String...)} for a command of the system's shell. Quote what you insert into
     * the command. Like Python's {@code asyncio.create_subprocess_shell}.
     */
    public static Process createSubprocessShell(String command) throws IOException {
        return createSubprocessShell(command, ProcessOptions.defaults());
    }

    /** {@link #createSubprocessShell(String)} with options. */
    public static Process createSubprocessShell(String command, ProcessOptions options) throws IOException {
        return Subprocesses.shell(TaskRun.current("createSubprocessShell()").loop.processes, command, options);
    }

    /**
     * The loop on which the caller runs. If it runs on none: the loop that {@link #newEventLoop} has made last in this
     * thread, or a new one if there is no such loop or it is closed.
     */
    public static Loop getEventLoop() {
        Loop running = RunningLoop.get();
        if (running != null) {
            return running;
        }
        Loop loop = EVENT_LOOP.get();
        return loop == null || loop.isClosed() ? newEventLoop() : loop;
    }

    /** Makes a loop, which does not run yet. From now on {@link #getEventLoop} returns it in this thread. */
    public static Loop newEventLoop() {
        Loop loop = Loop.create();
        EVENT_LOOP.set(loop);
        return loop;
    }

    /**
     * The loop on which the caller runs.
     *
     * @throws NoRunningLoopException if the caller runs on no loop
     */
    public static Loop getRunningLoop() {
        return RunningLoop.require("getRunningLoop()");
    }
}
