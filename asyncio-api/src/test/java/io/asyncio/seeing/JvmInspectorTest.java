package io.asyncio.seeing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The command as its users run it, with the classes of the library alone, and programs that know nothing of it. */
@Tag("environment")
class JvmInspectorTest {
    private static final Path OWN_JDK = Path.of(System.getProperty("java.home"));
    private static final String CLASSES = "target/classes";

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    Path directory;

    private Path errorsOfProgram;
    private Path errorsOfCommand;

    @BeforeEach
    void nameFiles() {
        errorsOfProgram = directory.resolve("program");
        errorsOfCommand = directory.resolve("command");
    }

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    private record Answer(int exitCode, String output, String errors) {}

    /** The JDKs that stand beside this one: one may look at another. */
    static Stream<Path> jdks() throws IOException {
        try (Stream<Path> all = Files.list(OWN_JDK.getParent())) {
            List<Path> others = all.filter(jdk -> !Files.isSymbolicLink(jdk) && !jdk.equals(OWN_JDK))
                    .filter(jdk ->
                            Files.isExecutable(jdk.resolve("bin/java")) && Files.exists(jdk.resolve("bin/javac")))
                    .toList();
            return Stream.concat(Stream.of(OWN_JDK), others.stream());
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theTreeSaysWhichTaskWaitsForWhichAndWhere(Path jdk) throws Exception {
        Process program = start(jdk, "idle");
        Answer answer = run("pstree", program.pid());
        assertThat(answer.errors).isEmpty();
        assertThat(answer.exitCode).isZero();
        assertThat(answer.output)
                .containsPattern("^Loop\\[asyncio-loop-1, running, tasks=2]\n")
                .containsPattern(
                        " Task\\[parent\\?\\[2J\\?\\?\\?, parked] Asyncio.await at io.asyncio.seeing.InspectedProgram\\.")
                .containsPattern(
                        "(└──|`--) Task\\[child, parked] Asyncio.sleep at io.asyncio.seeing.InspectedProgram\\.");
        assertThat(run("pstree", program.pid()).output).as("once more").isEqualTo(answer.output);
        assertThat(Files.readString(errorsOfProgram))
                .as("the JVM there does not warn")
                .doesNotContain("agent");
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void theTableHasALineForEachTask(Path jdk) throws Exception {
        Answer answer = run("ps", start(jdk, "idle").pid());
        assertThat(answer.errors).isEmpty();
        assertThat(answer.output.lines().map(line -> line.replaceAll("\\(.*", "")
                        .replaceAll("lambda\\S+", "")))
                .containsExactly(
                        "Loop[asyncio-loop-1, running, tasks=2]",
                        "TASK           STATE   AWAITED BY     WHERE",
                        "parent?[2J???  parked  -              Asyncio.await at io.asyncio.seeing.InspectedProgram.",
                        "child          parked  parent?[2J???  Asyncio.sleep at io.asyncio.seeing.InspectedProgram.");
    }

    @Test
    void aBlockedLoopTellsByWhat() throws Exception {
        Answer answer = run("pstree", start(OWN_JDK, "blocked").pid());
        assertThat(answer.errors).isEmpty();
        assertThat(answer.output)
                .containsPattern("Task\\[last, running] at io.asyncio.seeing.InspectedProgram\\.")
                .containsPattern("Task\\[last] holds the loop now at io.asyncio.seeing.InspectedProgram\\.");
    }

    @Test
    void aLibraryInAnotherClassLoaderIsFound() throws Exception {
        Answer answer = run("pstree", start(OWN_JDK, "other loader").pid());
        assertThat(answer.errors).isEmpty();
        assertThat(answer.output)
                .containsPattern("Task\\[child, parked] Asyncio.sleep at io.asyncio.seeing.InspectedProgram\\.");
    }

    @Test
    void aJvmWithoutALoopIsTold() throws Exception {
        long pid = start(OWN_JDK, "no loop").pid();
        assertRefused(run("ps", pid), noLoopIn(pid));
    }

    @Test
    void aProcessThatIsNoJvmIsToldAndLeftAlone() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        processes.add(cat);
        assertRefused(run("ps", cat.pid()), "Process " + cat.pid() + " is no JVM, or one that nobody may attach to");
        assertThat(cat.isAlive()).isTrue();
    }

    @Test
    void aProcessThatIsNotThereIsTold() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        assertRefused(run("ps", ended.pid()), "There is no process " + ended.pid());
    }

    @Test
    void aJvmThatRefusesIsTold() throws Exception {
        long pid = start(OWN_JDK, "idle", "-XX:+DisableAttachMechanism").pid();
        assertThat(run("ps", pid))
                .satisfies(answer -> assertThat(answer.exitCode).isOne())
                .satisfies(answer -> assertThat(answer.errors)
                        .startsWith("Process " + pid + " is no JVM, or one that nobody may attach to"));
    }

    @Test
    void aProcessOfAnotherUserIsTold() throws Exception {
        assumeThat(ProcessHandle.current().info().user()).hasValue("root").as("who may run a program as another user");
        Process program = start(OWN_JDK, "idle");
        Answer answer = endOf(new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                java(OWN_JDK),
                "-cp",
                worldReadableClasses(),
                JvmInspector.class.getName(),
                "ps",
                Long.toString(program.pid())));
        assertRefused(answer, "Process " + program.pid() + " is of the user root: run this as that user");
    }

    /** The build's directory may be closed to others. */
    private String worldReadableClasses() throws IOException {
        Path room = Files.createDirectories(directory.resolve("io/asyncio/seeing"));
        for (String type : List.of("JvmInspector", "OtherProcess", "OtherJvm", "LoopsBean")) {
            String file = type + ".class";
            Files.copy(Path.of(CLASSES, "io/asyncio/seeing", file), room.resolve(file));
        }
        for (Path path = room; path.startsWith(directory); path = path.getParent()) {
            path.toFile().setExecutable(true, false);
            path.toFile().setReadable(true, false);
        }
        return directory.toString();
    }

    @Test
    void aJavaThatCannotAttachIsTold() throws Exception {
        Answer answer = endOf(new ProcessBuilder(
                java(OWN_JDK),
                "--limit-modules",
                "java.management",
                "-cp",
                CLASSES,
                JvmInspector.class.getName(),
                "ps",
                "1"));
        assertRefused(answer, "This needs a JDK: the Java of " + OWN_JDK + " lacks the module jdk.attach");
    }

    @Test
    void aJvmWithoutTheRecorderIsTold() throws Exception {
        long pid = start(
                        OWN_JDK,
                        "idle",
                        "--limit-modules",
                        "java.logging,java.management,jdk.unsupported,jdk.management.agent")
                .pid();
        assertRefused(run("ps", pid), noLoopIn(pid));
    }

    private static String noLoopIn(long pid) {
        return "No event loop of asyncio is open in process " + pid
                + ", or that JVM runs without the modules jdk.jfr and java.management, by which it is asked";
    }

    @Test
    void wrongArgumentsAreToldWhatIsRight() {
        for (String[] wrong : new String[][] {{}, {"ps"}, {"top", "1"}, {"ps", "x"}, {"ps", "1", "2"}}) {
            ByteArrayOutputStream errors = new ByteArrayOutputStream();
            int exitCode =
                    JvmInspector.run(wrong, 1, System.out, new PrintStream(errors, true, StandardCharsets.UTF_8));
            assertThat(exitCode).isEqualTo(2);
            assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith("usage: java -jar asyncio-api.jar ps <pid>");
        }
    }

    /** The system takes the question for it. */
    @Test
    void aJvmThatIsStoppedIsTold() throws Exception {
        long pid = start(OWN_JDK, "idle").pid();
        assertThat(run("ps", pid).exitCode).as("it has been asked before").isZero();
        endOf(new ProcessBuilder("kill", "-STOP", Long.toString(pid)));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        String[] arguments = {"ps", Long.toString(pid)};
        int exitCode =
                JvmInspector.run(arguments, 1, System.out, new PrintStream(errors, true, StandardCharsets.UTF_8));
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("Process " + pid + " has not answered within 1 s: it is stopped");
        assertThat(exitCode).isOne();
    }

    private static void assertRefused(Answer answer, String text) {
        assertThat(answer.errors).isEqualTo(text + System.lineSeparator());
        assertThat(answer.output).isEmpty();
        assertThat(answer.exitCode).isOne();
    }

    private Answer run(String command, long pid) throws Exception {
        return endOf(new ProcessBuilder(
                java(OWN_JDK), "-cp", CLASSES, JvmInspector.class.getName(), command, Long.toString(pid)));
    }

    private Answer endOf(ProcessBuilder command) throws Exception {
        Process process = command.redirectError(errorsOfCommand.toFile()).start();
        processes.add(process);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), output, Files.readString(errorsOfCommand));
    }

    /** A program that is ready to be looked at. */
    private Process start(Path jdk, String mode, String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(java(jdk)));
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), InspectedProgram.class.getName(), mode));
        Process process = new ProcessBuilder(command)
                .redirectError(errorsOfProgram.toFile())
                .start();
        processes.add(process);
        String ready =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(ready).as(Files.readString(errorsOfProgram)).isEqualTo("ready");
        return process;
    }

    private static String java(Path jdk) {
        return jdk.resolve("bin/java").toString();
    }
}
