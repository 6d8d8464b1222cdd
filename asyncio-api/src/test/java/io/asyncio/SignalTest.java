package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Programs of their own, which are sent real signals. */
@Tag("environment")
@DisabledOnOs(OS.WINDOWS)
class SignalTest extends LoopTestBase {
    @Test
    void aSignalCancelsMainAndTheJvmWaitsForItsCleanUp() throws Exception {
        assertProgram("cleans up", List.of("TERM"), 143, "ready", "cleaned up");
        assertProgram("cleans up", List.of("INT"), 130, "ready", "cleaned up");
    }

    @Test
    void otherTasksCleanUpTooAndMainMayCatchTheCancel() throws Exception {
        assertProgram(
                "leaves a task",
                List.of("TERM"),
                143,
                "ready",
                "cleaned up",
                "raised: the JVM shuts down",
                "end of main");
    }

    @Test
    void aSecondSignalEndsItAtOnce() throws Exception {
        assertProgram("cleans up for ever", List.of("TERM", "INT"), 130, "ready", "cleaning");
        assertProgram("cleans up for ever", List.of("INT", "TERM"), 143, "ready", "cleaning");
    }

    @Test
    void aRunThatBeginsMeanwhileIsCancelledAsWell() throws Exception {
        assertProgram(
                "runs twice",
                List.of("TERM"),
                143,
                "ready",
                "cleaned up",
                "ready",
                "cleaned up",
                "closed",
                "end of main");
    }

    @Test
    void anExitOnTheLoopEndsItAtOnce() throws Exception {
        assertProgram("exits in a task", List.of(), 7);
        assertProgram("exits in a callback", List.of(), 7);
        assertProgram("exits in its clean-up", List.of("TERM"), 143, "ready");
    }

    @Test
    void anExitInAnotherThreadIsAShutdownAsAnyOther() throws Exception {
        assertProgram("exits in a thread", List.of(), 7, "cleaned up");
    }

    @Test
    void afterTheRunAndInOtherThreadsTheShutdownIsNotOurs() throws Exception {
        assertProgram("has ended", List.of("TERM"), 143, "ready");
        assertProgram("in another thread", List.of("TERM"), 143, "ready");
    }

    @Test
    void aHandlerIsToldInsteadUntilItIsRemoved() throws Exception {
        assertProgram(
                "handles it",
                List.of("TERM", "TERM"),
                143,
                "ready",
                "told on the loop: true",
                "removed: true, false",
                "ready",
                "cleaned up");
    }

    /** Each signal is sent at a line that says that the program is ready for it. */
    private void assertProgram(String name, List<String> signals, int exitCode, String... lines) throws Exception {
        Process program = start(name);
        try (BufferedReader output = program.inputReader()) {
            List<String> toSend = new ArrayList<>(signals);
            List<String> seen = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                seen.add(line);
                if (!toSend.isEmpty() && (line.equals("ready") || line.equals("cleaning"))) {
                    send(toSend.remove(0), program.pid());
                }
            }
            assertThat(program.waitFor(50, TimeUnit.SECONDS)).as("ends").isTrue();
            assertThat(seen).as(name).containsExactly(lines);
            assertThat(program.exitValue()).as("exit code of " + name).isEqualTo(exitCode);
        } finally {
            program.destroyForcibly();
        }
    }

    private Process start(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(interruptible());
        String fiber = "-Dio.asyncio.fiber=" + kind.name().toLowerCase(Locale.ROOT);
        List<String> flags = List.of(fiber, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"); // it does not live long
        command.addAll(ChildJvm.command(flags, SignalProgram.class, name));
        if (name.equals("in another thread")) {
            command.add("there");
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A build in the background has its processes ignore Ctrl-C, and a JVM keeps to that. */
    private static List<String> interruptible() throws IOException, InterruptedException {
        List<String> command = List.of("env", "--default-signal=INT");
        List<String> probe = new ArrayList<>(command);
        probe.add("true");
        boolean isKnown = new ProcessBuilder(probe)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
        return isKnown ? command : List.of();
    }

    private static void send(String signal, long pid) throws Exception {
        int sent = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + pid)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }

    @Test
    void ofTwoLoopsTheOneThatWasLastToAskIsTold() {
        run(() -> {
            ThreadSafeFlag told = new ThreadSafeFlag();
            loop.addSignalHandler("USR2", () -> tell("replaced", told));
            loop.addSignalHandler("USR2", () -> tell("first", told));
            try (Loop other = handled(Loop.on(LoopSockets.newHost(), kind)).start()) {
                other.addSignalHandler("SIGUSR2", () -> tell("second", told));
                Asyncio.toThread(() -> send("USR2", ProcessHandle.current().pid()));
                told.await();
                Asyncio.toThread(other::close);
                Asyncio.toThread(() -> send("USR2", ProcessHandle.current().pid()));
                told.await();
            }
        });
        trail.assertIs("second", "first");
    }

    private void tell(String who, ThreadSafeFlag told) {
        trail.add(who);
        told.set();
    }

    @Test
    void whatCannotBeHandledIsNamed() {
        assertThatThrownBy(() -> loop.addSignalHandler("NONE", () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("This system has no signal 'NONE': INT, TERM, HUP and USR2 are usual");
        for (String kept : List.of("SIGQUIT", "SIGKILL")) {
            assertThatThrownBy(() -> loop.addSignalHandler(kept, () -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(kept + " cannot be handled: the JVM or the system keeps it");
        }
        assertThatThrownBy(() -> loop.addSignalHandler("TERM", null)).hasMessage("callback");
        assertThatThrownBy(() -> loop.removeSignalHandler(null)).hasMessage("name");
        assertThat(loop.removeSignalHandler("TERM")).isFalse();
        loop.close();
        assertThatThrownBy(() -> loop.addSignalHandler("TERM", () -> {})).isInstanceOf(IllegalStateException.class);
    }
}
