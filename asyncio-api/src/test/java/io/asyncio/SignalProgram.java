package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.toThread;

import java.util.Map;

/** A program that says {@code ready} and is then sent signals; its argument says what it does. */
final class SignalProgram {
    private static final Map<String, VoidCoroutine> PROGRAMS = Map.of(
            "cleans up", () -> run(SignalProgram::waitAndCleanUp),
            "leaves a task", SignalProgram::leaveTask,
            "cleans up for ever", () -> run(SignalProgram::cleanUpForEver),
            "runs twice", SignalProgram::runTwice,
            "exits in a task", () -> run(() -> System.exit(7)),
            "exits in a callback", () -> run(SignalProgram::exitInCallback),
            "exits in a thread", () -> run(SignalProgram::exitInThread),
            "exits in its clean-up", () -> run(SignalProgram::exitInCleanUp),
            "has ended", SignalProgram::waitAfterwards,
            "handles it", SignalProgram::handle);

    private SignalProgram() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 1) {
            Thread other = new Thread(() -> run(SignalProgram::waitAndCleanUp));
            other.start();
            other.join();
        }
        VoidCoroutine program = PROGRAMS.get(args[0]);
        if (program != null) {
            program.run();
        }
        System.out.println("end of main");
    }

    private static void waitAndCleanUp() {
        try {
            System.out.println("ready");
            sleepMs(Long.MAX_VALUE);
        } finally {
            sleepMs(20);
            System.out.println("cleaned up");
        }
    }

    private static void leaveTask() {
        try {
            run(() -> {
                createTask(SignalProgram::waitAndCleanUp);
                sleepMs(Long.MAX_VALUE);
            });
        } catch (CancelledError e) {
            System.out.println("raised: " + e.getMessage());
        }
    }

    private static void cleanUpForEver() {
        try {
            System.out.println("ready");
            sleepMs(Long.MAX_VALUE);
        } finally {
            System.out.println("cleaning");
            sleepMs(Long.MAX_VALUE);
        }
    }

    private static void runTwice() {
        try (Runner runner = new Runner()) {
            try {
                runner.run(SignalProgram::waitAndCleanUp);
            } catch (CancelledError e) {
                runner.run(SignalProgram::waitAndCleanUp); // cancelled as well
            }
        } catch (CancelledError e) {
            System.out.println("closed");
        }
    }

    private static void exitInCallback() {
        Asyncio.getRunningLoop().callSoon(() -> System.exit(7));
        sleepMs(Long.MAX_VALUE);
    }

    private static void exitInThread() {
        try {
            toThread(() -> System.exit(7));
        } finally {
            sleepMs(20);
            System.out.println("cleaned up");
        }
    }

    private static void exitInCleanUp() {
        try {
            System.out.println("ready");
            sleepMs(Long.MAX_VALUE);
        } finally {
            System.exit(9);
        }
    }

    private static void waitAfterwards() throws InterruptedException {
        run(() -> sleepMs(1));
        System.out.println("ready");
        Thread.sleep(Long.MAX_VALUE);
    }

    private static void handle() {
        run(() -> {
            Loop loop = Asyncio.getRunningLoop();
            Event told = new Event();
            loop.addSignalHandler("SIGTERM", () -> {
                System.out.println("told on the loop: " + loop.isCurrent());
                told.set();
            });
            System.out.println("ready");
            told.await();
            System.out.println(
                    "removed: " + loop.removeSignalHandler("TERM") + ", " + loop.removeSignalHandler("TERM"));
            waitAndCleanUp();
        });
    }
}
