package io.asyncio.program;

import io.asyncio.Asyncio;
import io.asyncio.Barrier;
import io.asyncio.BoundedSemaphore;
import io.asyncio.Condition;
import io.asyncio.Event;
import io.asyncio.ExceptionContext;
import io.asyncio.Future;
import io.asyncio.LifoQueue;
import io.asyncio.Lock;
import io.asyncio.Loop;
import io.asyncio.PriorityQueue;
import io.asyncio.Queue;
import io.asyncio.ReturnWhen;
import io.asyncio.Semaphore;
import io.asyncio.Task;
import io.asyncio.ThreadSafeFlag;
import io.micrometer.context.ContextRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One run of a program: what its statements know by name, and what happened in which order. */
final class Run {
    private static final Set<String> TAKE_CANCELS_BACK = Set.of("timeout", "group", "uncancel");
    private static final List<String> QUEUES = List.of("q0", "q1", "q2", "q3");
    private static final int ROUNDS = 200;

    private final Program program;
    private final Loop loop;
    private final Loop farLoop;
    private final Duration unit;
    private final Duration patience;
    private final boolean wakesLate;
    private final double begin;
    private final Waits waits = new Waits();
    private final Faults faults = new Faults();
    private final Ledger ledger = new Ledger(faults);
    private final Map<String, Object> things = new ConcurrentHashMap<>();
    private final Map<String, List<Statement>> bodies = new ConcurrentHashMap<>();
    private final List<String> trace = Collections.synchronizedList(new ArrayList<>());

    /** Times are told in {@code unit}; what has not ended after {@code patience} is cancelled. */
    Run(Program program, Loop loop, Loop farLoop, Duration unit, Duration patience) {
        this(program, loop, farLoop, unit, patience, false);
    }

    /** With {@code wakesLate}, who gathers goes on a turn later, as in CPython. */
    Run(Program program, Loop loop, Loop farLoop, Duration unit, Duration patience, boolean wakesLate) {
        this.wakesLate = wakesLate;
        this.program = program;
        this.loop = loop;
        this.farLoop = farLoop;
        this.unit = unit;
        this.patience = patience;
        begin = loop.time();
        loop.setExceptionHandler((l, context) -> told(context));
        farLoop.setExceptionHandler((l, context) -> told(context));
        know("f0", loop.createFuture());
        know("f1", loop.createFuture());
        know("l0", new Lock());
        know("l1", new Lock());
        know("s0", new Semaphore(2));
        know("s1", new BoundedSemaphore(2));
        know("e0", new Event());
        know("e1", new Event());
        know("c0", new Condition());
        know("b0", new Barrier(2));
        know("w0", new ThreadSafeFlag());
        know("q0", new Queue<Integer>(1));
        know("q1", new Queue<Integer>());
        know("q2", new LifoQueue<Integer>(2));
        know("q3", new PriorityQueue<Integer>(2));
    }

    /** The first task, and the end of all that it leaves behind. */
    void main() {
        Task<String> first = begin("t0", program.statements(), Asyncio::createTask);
        Asyncio.waitUntil(ReturnWhen.ALL_COMPLETED, patience, first);
        Asyncio.sleep(patience);
        letGo();
        for (int round = 0; round < ROUNDS && !unfinished().isEmpty(); round++) {
            List<Task<?>> left = unfinished();
            if (isComparedWithPython()) {
                left.get(round % left.size()).cancel(); // only one in the same instant
            } else {
                left.forEach(Task::cancel);
            }
            Asyncio.sleep(patience);
        }
        faults.disarm();
        ledger.check(unfinished().isEmpty(), "tasks that do not end: " + unfinished());
        tasks().forEach(this::logEnd);
        QUEUES.forEach(name -> ledger.queue(name).checkAtRest(queue(name)));
        ledger.checkPrimitives(things.values());
    }

    /** What some still wait for comes now, one after the other. */
    @SuppressWarnings("unchecked") // they are of strings
    private void letGo() {
        for (String name : List.of("f0", "f1")) {
            Future<String> future = (Future<String>) things.get(name);
            if (!future.done()) {
                future.setResult(name);
            }
            Asyncio.sleep(patience);
        }
        for (String name : List.of("e0", "e1")) {
            ((Event) things.get(name)).set();
            Asyncio.sleep(patience);
        }
        ((ThreadSafeFlag) things.get("w0")).set();
        Asyncio.sleep(patience);
    }

    Task<String> begin(String name, List<Statement> body, Actor.Beginning beginning) {
        bodies.put(name, body);
        Task<String> task = beginning.begin(name, () -> live(name, body));
        know(name, task);
        return task;
    }

    @SuppressWarnings("unchecked") // all are of numbers
    private Queue<Integer> queue(String name) {
        return (Queue<Integer>) things.get(name);
    }

    private String live(String name, List<Statement> body) throws Exception {
        know(name, Asyncio.currentTask());
        log(name, "begins");
        try {
            new Actor(this, name, null).perform(body);
            log(name, "ends");
            return name;
        } catch (Throwable e) {
            log(name, "ends by " + Names.of(e));
            ledger.failed(name, e);
            throw e;
        }
    }

    private void logEnd(Task<?> task) {
        String name = task.getName();
        log(name, task.cancelled() ? "was cancelled" : ledger.hasFailed(name) ? "has failed" : "has returned");
    }

    private void told(ExceptionContext context) {
        if (context.message().startsWith("Error in the loop's observer")) {
            return;
        }
        String who = context.future() instanceof Task<?> task ? task.getName() : "callback";
        log("loop", "told of " + who + ": " + Names.of(context.exception()));
        ledger.told(context);
        faults.told(context);
    }

    private List<Task<?>> tasks() {
        return things.keySet().stream()
                .filter(name -> name.startsWith("t"))
                .sorted()
                .<Task<?>>map(name -> (Task<?>) things.get(name))
                .collect(Collectors.toList());
    }

    private List<Task<?>> unfinished() {
        return tasks().stream().filter(task -> !task.done()).toList();
    }

    /** How often it was cancelled. */
    int cancelling(Future<?> future) {
        return future instanceof Task<?> task ? task.cancelling() : 0;
    }

    /** Whether it takes none of its cancels back. */
    boolean countsCancels(Future<?> future) {
        return future instanceof Task<?> task
                && bodies.get(task.getName()).stream()
                        .flatMap(statement -> statement.all().stream())
                        .noneMatch(statement ->
                                TAKE_CANCELS_BACK.contains(statement.verb().name()));
    }

    void log(String who, String what) {
        trace.add(Math.round((loop.time() - begin) * 1000) + " " + who + " " + what);
    }

    /** Runs {@code main}, among users' code that fails if the program tells of it. */
    void among(Runnable main) {
        if (program.dialect() != Dialect.FAULTS) {
            main.run();
            return;
        }
        ContextRegistry.getInstance().registerThreadLocalAccessor(faults);
        loop.addObserver(faults);
        try {
            main.run();
        } finally {
            ContextRegistry.getInstance().removeThreadLocalAccessor("faults");
        }
    }

    /** To be asked when the loops are closed. */
    Result result() {
        return new Result(List.copyOf(trace), ledger.faults());
    }

    Waits waits() {
        return waits;
    }

    Faults faults() {
        return faults;
    }

    Ledger ledger() {
        return ledger;
    }

    /** The same if there is only one. */
    Loop otherThan(Loop one) {
        return one == loop ? farLoop : loop;
    }

    Duration units(int count) {
        return unit.multipliedBy(count);
    }

    void know(String name, Object thing) {
        things.put(name, thing);
    }

    @Nullable
    Object known(String name) {
        return things.get(name);
    }

    void wakeLate() {
        if (wakesLate) {
            Asyncio.sleepMs(0);
        }
    }

    /** How many have ended in the turn that a wake came later. */
    long endedMeanwhile(Collection<? extends Future<?>> pending) {
        return wakesLate ? pending.stream().filter(Future::done).count() : 0;
    }

    boolean isComparedWithPython() {
        return program.dialect() == Dialect.PYTHON;
    }
}
