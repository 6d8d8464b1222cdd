package io.asyncio.program;

import io.asyncio.FiberLoops;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.fiber.FiberKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Where a program runs: on which fiber, and on whose thread and clock. */
record Stage(FiberKind kind, Where where) {
    private static final int PATIENCE_SECONDS = 20;

    enum Where {
        /** In virtual time, on the loop's own thread. */
        OWN_THREAD,
        /** Likewise, and who gathers goes on a turn later. */
        OWN_THREAD_LATE,
        /** In the virtual time of a Reactor scheduler. */
        SCHEDULER,
        /** In real time, on the threads of two loops. */
        TWO_THREADS
    }

    /** All on which the same happens in the same order. */
    static List<Stage> inVirtualTime() {
        List<Stage> stages = new ArrayList<>();
        for (FiberKind kind : FiberKind.available()) {
            stages.add(new Stage(kind, Where.OWN_THREAD));
            if (kind != FiberKind.CARRIER) {
                stages.add(new Stage(kind, Where.SCHEDULER));
            }
        }
        return stages;
    }

    static List<Stage> inRealTime() {
        return FiberKind.available().stream()
                .map(kind -> new Stage(kind, Where.TWO_THREADS))
                .toList();
    }

    /** Runs it in a thread of its own, as it might not come to an end. */
    Result perform(Program program) {
        CompletableFuture<Result> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> result.completeAsync(() -> begin(program), Runnable::run), "program");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return new Result(List.of(), List.of("it does not end: " + List.of(thread.getStackTrace())));
        } catch (ExecutionException | InterruptedException e) {
            return new Result(List.of(), List.of("it ended by " + e.getCause()));
        }
    }

    private Result begin(Program program) {
        return switch (where) {
            case OWN_THREAD, OWN_THREAD_LATE -> onOwnThread(program);
            case SCHEDULER -> onScheduler(program);
            case TWO_THREADS -> onTwoThreads(program);
        };
    }

    private Result onOwnThread(Program program) {
        Run run;
        try (Loop loop = FiberLoops.withVirtualTime(kind)) {
            boolean late = where == Where.OWN_THREAD_LATE;
            run = new Run(program, loop, loop, Duration.ofMillis(1), Duration.ofHours(3), late);
            run.among(() -> loop.runUntilComplete(run::main));
        }
        return run.result();
    }

    private Result onScheduler(Program program) {
        Run run;
        VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
        try (Loop loop = FiberLoops.on(scheduler, kind)) {
            run = new Run(program, loop, loop, Duration.ofMillis(1), Duration.ofHours(3));
            run.among(() -> {
                Task<?> main = loop.start().createTask(run::main);
                while (!main.done()) {
                    scheduler.advanceTimeBy(Duration.ofMinutes(1));
                }
                main.toCompletableFuture().join();
            });
        }
        scheduler.dispose();
        return run.result();
    }

    private Result onTwoThreads(Program program) {
        Run run;
        try (Loop loop = FiberLoops.inRealTime(kind);
                Loop farLoop = FiberLoops.inRealTime(kind).start()) {
            run = new Run(program, loop, farLoop, Duration.ofNanos(10_000), Duration.ofMillis(2));
            loop.runUntilComplete(run::main);
        }
        return run.result();
    }
}
