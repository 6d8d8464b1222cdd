package io.asyncio;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Asyncio.createSubprocessShell;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.subprocess.Redirect.DEVNULL;
import static io.asyncio.subprocess.Redirect.PIPE;
import static io.asyncio.subprocess.Redirect.STDOUT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.ProcessOutput;
import io.asyncio.subprocess.Redirect;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class SubprocessTest extends LoopTestBase {
    private static final ProcessOptions PIPES =
            ProcessOptions.defaults().withStdin(PIPE).withStdout(PIPE).withStderr(PIPE);
    private static final int MEGABYTE = 1024 * 1024;

    @BeforeEach
    void useRealTime() {
        loop.close();
        loop = realTimeLoop();
    }

    @Test
    void aCallbackIsToldWhichCallCannotWaitThere() {
        run(() -> {
            Process cat = createSubprocessExec(List.of("cat"), PIPES);
            Map<String, VoidCoroutine> calls = Map.of(
                    "await()", cat::await,
                    "communicate()", cat::communicate,
                    "read()", cat.stdout()::read,
                    "drain()", cat.stdin()::drain,
                    "sendFile()", () -> cat.stdin().sendFile(Path.of("no such file")),
                    "waitClosed()", cat.stdin()::waitClosed);
            Map<String, Throwable> refusals = new HashMap<>();
            loop.callSoon(() -> calls.forEach((name, call) -> refusals.put(name, catchThrowable(call::run))));
            Asyncio.sleepMs(1);
            assertThat(refusals).hasSameSizeAs(calls);
            refusals.forEach((name, refusal) -> assertThat(refusal)
                    .isInstanceOf(NoRunningLoopException.class)
                    .hasMessageStartingWith(name + " was called in a callback of the event loop"));
            assertThat(cat.communicate(new byte[] {1}).stdout()).containsExactly(1);
        });
    }

    /** A thread that was given nothing more to do ends after a second at the latest. */
    @AfterEach
    void noThreadIsLeft() throws Exception {
        loop.close();
        for (Thread thread : pipeThreads()) {
            thread.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    private static List<Thread> pipeThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("asyncio-pipe"))
                .toList();
    }

    @Test
    void outputErrorsAndExitCodeAreThere() {
        run(() -> {
            Process process = createSubprocessShell("echo out; echo err >&2; exit 3", PIPES);
            ProcessOutput output = process.communicate();
            assertThat(output.stdout()).asString().isEqualTo("out\n");
            assertThat(output.stderr()).asString().isEqualTo("err\n");
            assertThat(process.returnCode()).isEqualTo(3);
            assertThat(process.await()).isEqualTo(3);
            assertThat(process).hasToString("Process[" + process.pid() + ", ended with 3]");
        });
    }

    @Test
    void withoutPipesThereAreNoStreams() {
        run(() -> {
            Process process = createSubprocessExec("sh", "-c", "exit 0");
            assertThat(process.stdin()).isNull();
            assertThat(process.stdout()).isNull();
            assertThat(process.stderr()).isNull();
            ProcessOutput output = process.communicate();
            assertThat(output.stdout()).isNull();
            assertThat(output.stderr()).isNull();
            assertThatThrownBy(() -> process.communicate(new byte[1]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageEndingWith("is no pipe: start it with ProcessOptions.withStdin(Redirect.PIPE)");
        });
    }

    @Test
    void muchGoesThroughBothPipesAtOnce() {
        byte[] input = new byte[8 * MEGABYTE];
        new Random(7).nextBytes(input);
        run(() -> {
            Process process = createSubprocessExec(List.of("cat"), PIPES);
            assertThat(process.communicate(input).stdout()).isEqualTo(input);
            Process both = createSubprocessShell("cat | tee /dev/stderr", PIPES);
            ProcessOutput output = both.communicate(input);
            assertThat(output.stdout()).isEqualTo(input);
            assertThat(output.stderr()).isEqualTo(input);
        });
    }

    @Test
    void aProcessThatReadsNoMoreIsNoErrorOfCommunicate() {
        run(() -> {
            Process process = createSubprocessShell("exec 0<&-; echo done", PIPES);
            assertThat(process.communicate(new byte[MEGABYTE]).stdout())
                    .asString()
                    .isEqualTo("done\n");
        });
    }

    @Test
    void aDialogueSuspendsOnlyItsTask() {
        run(() -> {
            Process process = createSubprocessShell("while read line; do echo \"<$line>\"; done", PIPES);
            StreamWriter in = process.stdin();
            StreamReader out = process.stdout();
            Task<?> reader = createTask(() -> {
                for (byte[] line = out.readLine(); line.length > 0; line = out.readLine()) {
                    trail.add(new String(line, UTF_8).strip());
                    in.write("two\n".getBytes(UTF_8));
                    in.drain();
                    in.writeEof();
                    await(createTask(() -> trail.add("other task")));
                    break;
                }
            });
            in.write("one\n".getBytes(UTF_8));
            await(reader);
            trail.add(new String(out.read(), UTF_8).strip());
            in.waitClosed();
            assertThat(process.await()).isZero();
            assertThat(out.atEof()).isTrue();
            assertThatThrownBy(() -> in.write(new byte[1])).isInstanceOf(IOException.class);
        });
        trail.assertIs("<one>", "other task", "<two>");
    }

    @Test
    void aWriteWithANullAmongItsChunksSendsNone() {
        run(() -> {
            Process cat = createSubprocessExec(List.of("cat"), PIPES);
            assertThatThrownBy(() -> cat.stdin().write("no\n".getBytes(UTF_8), null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("chunks[1]");
            assertThat(cat.communicate("yes\n".getBytes(UTF_8)).stdout())
                    .asString(UTF_8)
                    .isEqualTo("yes\n");
        });
    }

    @Test
    void whatNobodyReadsMakesTheProcessWait() {
        run(() -> {
            Process process = createSubprocessShell("head -c 4000000 /dev/zero; echo over >&2", PIPES);
            byte[] start = process.stdout().readExactly(10);
            assertThat(start).hasSize(10);
            Task<byte[]> over = createTask(() -> process.stderr().readLine());
            Asyncio.sleepMs(100); // it would have ended by now
            assertThat(over.done()).isFalse();
            assertThat(process.stdout().read()).hasSize(4_000_000 - 10);
            assertThat(await(over)).asString().isEqualTo("over\n");
            process.await();
        });
    }

    @Test
    void aWriterWaitsForAProcessThatDoesNotRead() {
        run(() -> {
            Process process = createSubprocessExec(List.of("sleep", "1000"), PIPES);
            StreamWriter in = process.stdin();
            in.write(new byte[MEGABYTE]);
            Task<?> drained = createTask(in::drain);
            settle();
            assertThat(drained.done()).isFalse();
            process.kill();
            assertThatThrownBy(() -> await(drained)).isInstanceOf(IOException.class);
            assertThat(process.await()).isEqualTo(-9);
            assertThat(in.isClosing()).isTrue();
            in.waitClosed();
            assertThatThrownBy(() -> in.write(new byte[1])).isInstanceOf(IOException.class);
        });
    }

    @Test
    void whatAProcessLeavesToItsChildrenIsReadToTheEnd() {
        run(() -> {
            Process process = createSubprocessShell(
                    "echo ready; read go; (for i in 1 2 3; do sleep 0.05; echo $i; done) & exit 0", PIPES);
            assertThat(process.stdout().readLine()).asString().isEqualTo("ready\n");
            process.stdin().write("\n".getBytes(UTF_8));
            assertThat(process.await()).isZero();
            assertThat(process.stdout().read()).asString().isEqualTo("1\n2\n3\n");
        });
    }

    @Test
    void whatItsChildrenWriteIsReadFromEitherPipe() {
        String leavesBoth = "echo ready >&2; read go;"
                + " (for i in 1 2 3; do sleep 0.05; echo out $i; echo err $i >&2; done) & exit 0";
        run(() -> {
            Process both = createSubprocessShell(leavesBoth, PIPES);
            Process errors = createSubprocessShell(leavesBoth, PIPES.withStdout(DEVNULL));
            for (Process process : List.of(both, errors)) {
                assertThat(process.stderr().readLine()).asString().isEqualTo("ready\n");
                process.stdin().write("\n".getBytes(UTF_8));
                assertThat(process.await()).isZero();
                assertThat(process.stderr().read()).asString().isEqualTo("err 1\nerr 2\nerr 3\n");
            }
            assertThat(both.stdout().read()).asString().isEqualTo("out 1\nout 2\nout 3\n");
        });
    }

    @Test
    void signalsEndItWithNegativeCodes() {
        run(() -> {
            Process terminated = createSubprocessExec("sleep", "1000");
            terminated.terminate();
            assertThat(terminated.await()).isEqualTo(-15);
            Process killed = createSubprocessExec("sleep", "1000");
            killed.kill();
            assertThat(killed.await()).isEqualTo(-9);
            Process alarmed = createSubprocessExec("sleep", "1000"); // INT and HUP are ignored in background builds
            alarmed.sendSignal("SIGALRM");
            assertThat(alarmed.await()).isEqualTo(-14);
            Process numbered = createSubprocessExec("sleep", "1000");
            numbered.sendSignal(14);
            assertThat(numbered.await()).isEqualTo(-14);
            for (Process ended : List.of(terminated, killed)) {
                ended.terminate();
                ended.kill();
                ended.sendSignal("INT");
            }
            assertThat(createSubprocessShell("kill -40 $$").await())
                    .as("a real-time signal")
                    .isEqualTo(-40);
            assertThat(createSubprocessShell("exit 200").await()).isEqualTo(200);
        });
    }

    @Test
    void aProcessMayDealWithASignalAndItsOutputIsKept() {
        run(() -> {
            Process process = createSubprocessShell(
                    "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.01; done", PIPES);
            assertThat(process.stdout().readLine()).asString().isEqualTo("ready\n");
            process.terminate();
            assertThat(process.communicate().stdout()).asString().isEqualTo("bye\n");
            assertThat(process.returnCode()).isEqualTo(3);
        });
    }

    @Test
    void aSignalIsSentByAThreadThatIsInterrupted() {
        run(() -> {
            Process process = createSubprocessShell(
                    "trap 'echo signalled; exit 3' USR1; echo ready; while :; do sleep 0.01; done", PIPES);
            assertThat(process.stdout().readLine()).asString().isEqualTo("ready\n");
            Thread.currentThread().interrupt();
            try {
                process.sendSignal("USR1");
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            assertThat(process.communicate().stdout()).asString().isEqualTo("signalled\n");
            assertThat(process.returnCode()).isEqualTo(3);
        });
    }

    @Test
    void anUnknownSignalIsRefused() {
        run(() -> {
            Process process = createSubprocessExec("sleep", "1000");
            for (String name : List.of("SIGNONE", "9; echo", "", "-l", "999")) {
                assertThatThrownBy(() -> process.sendSignal(name))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageStartingWith("This system has no signal '" + name + "'");
            }
            process.kill();
            process.await();
        });
    }

    @Test
    void aMissingProgramIsNamed() {
        run(() -> {
            assertThatThrownBy(() -> createSubprocessExec("no-such-program", "-x"))
                    .isInstanceOf(FileNotFoundException.class)
                    .hasMessage("There is no program 'no-such-program':"
                            + " give its path, or the name of one in a directory of PATH");
            assertThatThrownBy(() ->
                            createSubprocessExec(List.of("ls"), PIPES.withDirectory(Path.of("/no/such/directory"))))
                    .isInstanceOf(NotDirectoryException.class)
                    .hasMessageContaining("/no/such/directory");
            assertThatThrownBy(() -> createSubprocessExec("/etc/passwd")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> createSubprocessExec(List.of(), PIPES))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> createSubprocessShell(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("command");
        });
        assertThatThrownBy(() -> createSubprocessExec("ls"))
                .isInstanceOf(NoRunningLoopException.class)
                .hasMessageContaining("createSubprocessExec() inside Asyncio.run(...)");
    }

    @Test
    void environmentDirectoryAndRedirectionsAreTaken(@TempDir Path directory) throws Exception {
        Path input = Files.writeString(directory.resolve("in"), "from the file\n");
        Path output = directory.resolve("out");
        run(() -> {
            ProcessOptions options = PIPES.withDirectory(directory).withEnvironment(Map.of("NAME", "ann"));
            Process environment = createSubprocessShell("echo $NAME $HOME; pwd -P", options);
            assertThat(environment.communicate().stdout())
                    .asString()
                    .isEqualTo("ann\n" + directory.toRealPath() + "\n");
            ProcessOptions files = ProcessOptions.defaults().withStdin(Redirect.from(input));
            createSubprocessExec(List.of("cat"), files.withStdout(Redirect.to(output)))
                    .await();
            createSubprocessExec(List.of("cat"), files.withStdout(Redirect.appendTo(output)))
                    .await();
            Process together = createSubprocessShell(
                    "cat; echo out; echo err >&2", PIPES.withStdin(DEVNULL).withStderr(STDOUT));
            assertThat(together.stderr()).isNull();
            assertThat(together.communicate().stdout()).asString().isEqualTo("out\nerr\n");
            Process silent = createSubprocessShell("echo out; echo err >&2", PIPES.withStdout(DEVNULL));
            assertThat(silent.communicate().stderr()).asString().isEqualTo("err\n");
        });
        assertThat(output).hasContent("from the file\nfrom the file\n");
        assertThatThrownBy(() -> PIPES.withStdin(Redirect.to(output))).hasMessageStartingWith("withStdin() needs PIPE");
        assertThatThrownBy(() -> PIPES.withStdout(STDOUT)).hasMessageStartingWith("withStdout() needs PIPE");
        assertThatThrownBy(() -> PIPES.withStderr(Redirect.from(input))).hasMessageContaining("got from(");
    }

    @Test
    void aCancelledCommunicateLeavesNoProcess() {
        run(() -> {
            Process process = createSubprocessShell("echo ready >&2; sleep 1000; true", PIPES);
            assertThat(process.stderr().readLine()).asString().isEqualTo("ready\n");
            Task<?> talking = createTask(() -> process.communicate());
            settle();
            List<ProcessHandle> all = withDescendants(process);
            talking.cancel();
            assertThatThrownBy(() -> await(talking)).isInstanceOf(CancelledError.class);
            assertThat(process.returnCode()).isEqualTo(-9);
            assertEnd(all);
        });
    }

    @Test
    void aTimeoutOfCommunicateLeavesNoProcess() {
        run(() -> {
            Process process = createSubprocessExec(List.of("sleep", "1000"), PIPES);
            assertThatThrownBy(() -> process.communicate(null, 0.01)).isInstanceOf(TimeoutException.class);
            assertThat(process.returnCode()).isEqualTo(-9);
            assertThat(process.communicate().stdout()).isEmpty();
        });
    }

    @Test
    void aCancelledOrLimitedWaitLeavesTheProcessAlone() {
        run(() -> {
            Process process = createSubprocessExec("sleep", "1000");
            assertThatThrownBy(() -> Asyncio.waitFor(process, 0.01)).isInstanceOf(TimeoutException.class);
            assertThat(process.returnCode()).isNull();
            process.kill();
            assertThat(await(process)).isEqualTo(-9);
        });
    }

    @Test
    void aCancelWhileItStartsLeavesNoProcess() {
        run(() -> {
            Task<Process> starting = createTask(() -> createSubprocessExec("sleep", "1000"));
            Asyncio.sleepMs(0);
            starting.cancel();
            assertThatThrownBy(() -> await(starting)).isInstanceOf(CancelledError.class);
            while (children().anyMatch(handle -> isSleep(handle))) {
                Asyncio.sleepMs(1);
            }
        });
    }

    @Test
    void aLoopThatClosesLeavesNoProcess() {
        List<ProcessHandle> all = new ArrayList<>();
        run(() -> {
            Process process = createSubprocessShell("echo ready; sleep 1000; true", PIPES);
            process.stdout().readLine();
            createSubprocessExec("sleep", "1000");
            all.addAll(withDescendants(process));
        });
        loop.close();
        assertEnd(all);
        assertThat(children().filter(SubprocessTest::isSleep)).isEmpty();
    }

    @Test
    void theCodeOfAProcessThatEndsWhileItsLoopIsStoppedIsKnownAfterTheClose() throws InterruptedException {
        List<Process> started = new ArrayList<>();
        run(() -> started.add(createSubprocessExec("sleep", "1000")));
        Process process = started.get(0);
        Thread telling = threadsNow().get("asyncio-process " + process.pid());
        process.kill();
        telling.join();
        loop.close();
        assertThat(process.returnCode()).isEqualTo(-9);
    }

    private static Map<String, Thread> threadsNow() {
        return Thread.getAllStackTraces().keySet().stream()
                .collect(Collectors.toMap(Thread::getName, thread -> thread, (one, other) -> one));
    }

    private static java.util.stream.Stream<ProcessHandle> children() {
        return ProcessHandle.current().descendants();
    }

    private static boolean isSleep(ProcessHandle handle) {
        return handle.info().command().orElse("").endsWith("sleep") && handle.isAlive();
    }

    private static List<ProcessHandle> withDescendants(Process process) {
        ProcessHandle handle = ProcessHandle.of(process.pid()).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(List.of(handle));
        handle.descendants().forEach(all::add);
        return all;
    }

    private static void assertEnd(List<ProcessHandle> handles) {
        for (ProcessHandle handle : handles) {
            assertThat(handle.onExit().orTimeout(20, TimeUnit.SECONDS).join().isAlive())
                    .isFalse();
        }
    }

    @Test
    void manyAtOnceNeedNoPool() {
        run(() -> {
            List<Awaitable<byte[]>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                Coroutine<byte[]> body = () -> createSubprocessShell("cat; echo " + number, PIPES)
                        .communicate(new byte[100_000])
                        .stdout();
                all.add(body);
            }
            List<byte[]> outputs = Asyncio.gather(all);
            for (int i = 0; i < 40; i++) {
                assertThat(outputs.get(i)).hasSize(100_000 + (i + "\n").length());
            }
        });
    }

    @Test
    void inVirtualTimeARunningProcessIsNoStandstill() throws IOException {
        Loop virtual = FiberLoops.withVirtualTime(kind, java.time.Duration.ofMillis(1), () -> trail.add("standstill"));
        try (virtual) {
            virtual.runUntilComplete(() ->
                    assertThat(createSubprocessExec("sleep", "0.1").await()).isZero());
        }
        trail.assertIs();
    }

    @Test
    void itsEndIsToldWhateverBlocksTheCommonPool() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<CompletableFuture<Void>> blocking = new ArrayList<>();
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
            blocking.add(CompletableFuture.runAsync(() -> awaitUninterruptibly(mayEnd)));
        }
        try {
            run(() -> assertThat(Asyncio.waitFor(createSubprocessExec("true"), 20))
                    .isZero());
        } finally {
            mayEnd.countDown();
            blocking.forEach(CompletableFuture::join);
        }
    }

    /** It has the pipes of its parent, and would wait for the end of its input. */
    @Test
    void aChildThatOutlivesItsParentReadsTheEnd() throws Exception {
        loop.runUntilComplete(() -> {
            Process process = createSubprocessShell("exec 3<&0; cat <&3 & echo started; wait", PIPES);
            assertThat(process.stdout().readLine()).isEqualTo("started\n".getBytes(UTF_8));
            process.kill();
            process.await();
            assertThat(Asyncio.waitFor(() -> process.stdout().read(), 20)).isEmpty();
        });
    }

    @Test
    void tasksOfOtherLoopsAndOtherThreadsCannotAwaitIt() throws IOException {
        loop.start();
        Process process = resultOf(loop.createTask(() -> createSubprocessExec(List.of("cat"), PIPES)));
        try (Loop other = realTimeLoop()) {
            for (VoidCoroutine wait : List.<VoidCoroutine>of(process::await, process::communicate)) {
                assertThatThrownBy(() -> other.runUntilComplete(wait))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("outside of its event loop: use it in a task of that loop");
            }
        }
        assertThatThrownBy(process::await).isInstanceOf(IllegalStateException.class);
        assertThat(resultOf(loop.createTask(() -> {
                    process.kill();
                    return process.await();
                })))
                .isEqualTo(-9);
    }

    @Test
    void itsPipesAreUsedByTasksOfTheirLoopOnly() throws IOException {
        loop.runUntilComplete(() -> {
            Process process = createSubprocessExec(List.of("cat"), PIPES);
            StreamWriter stdin = process.stdin();
            Map<String, VoidCoroutine> calls = Map.of(
                    "write()", () -> stdin.write("lost".getBytes(UTF_8)),
                    "drain()", stdin::drain,
                    "sendFile()", () -> stdin.sendFile(Path.of("none")),
                    "waitClosed()", stdin::waitClosed,
                    "read()", () -> process.stdout().read(),
                    "readLine()", () -> process.stdout().readLine());
            calls.forEach((name, call) -> assertThatThrownBy(() -> Asyncio.toThread(call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(name + " was called on Pipe")
                    .hasMessageContaining("outside of its event loop"));
            stdin.write("kept".getBytes(UTF_8));
            stdin.close();
            assertThatThrownBy(() -> stdin.write("late".getBytes(UTF_8))).isInstanceOf(IOException.class);
            assertThat(process.stdout().read()).isEqualTo("kept".getBytes(UTF_8));
            assertThat(process.await()).isZero();
        });
    }
}
