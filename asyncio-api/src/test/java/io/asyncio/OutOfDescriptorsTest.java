package io.asyncio;

import static io.asyncio.Asyncio.createDatagramEndpoint;
import static io.asyncio.Asyncio.openConnection;
import static io.asyncio.Asyncio.openUnixConnection;
import static io.asyncio.Asyncio.startServer;
import static io.asyncio.Asyncio.startUnixServer;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.fiber.FiberKind;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that may open few files, and has opened them all. */
@Tag("environment")
@EnabledOnOs(OS.LINUX)
class OutOfDescriptorsTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
    private static final ConnectionHandler SAY_HELLO = (reader, writer) -> {
        writer.write(HELLO);
        writer.close();
    };
    private static final String TOO_MANY = "IOException, Too many open files";

    @TempDir
    Path directory;

    private Process process;

    @AfterEach
    void endProcess() {
        process.destroyForcibly();
    }

    @ParameterizedTest
    @MethodSource("io.asyncio.fiber.TestedFibers#kinds")
    void whatCannotBeOpenedSaysWhyAndCanBeOpenedLater(FiberKind kind) throws Exception {
        start(kind, Opening.class, directory.resolve("socket").toString());
        assertThat(process.inputReader().lines())
                .containsExactly(
                        "talked",
                        "openConnection: " + TOO_MANY,
                        "startServer: " + TOO_MANY,
                        "createDatagramEndpoint: " + TOO_MANY,
                        "openUnixConnection: " + TOO_MANY,
                        "startUnixServer: " + TOO_MANY,
                        "talked",
                        "the first openConnection: " + TOO_MANY,
                        "talked");
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @MethodSource("io.asyncio.fiber.TestedFibers#kinds")
    void aServerTellsOncePerSeriesThatItCannotAcceptAndGoesOn(FiberKind kind) throws Exception {
        start(kind, Accepting.class);
        BufferedReader told = process.inputReader();
        int port = Integer.parseInt(told.readLine());
        for (String end : List.of("free later", "free")) {
            process.outputWriter().append("take all\n").flush();
            assertThat(told.readLine()).isEqualTo("all are taken");
            try (Socket client = new Socket(SocketTestBase.LOOPBACK, port)) {
                assertThat(told.readLine())
                        .matches("Cannot accept connections on \\[/127.0.0.1:" + port
                                + "], trying again every second: .*Too many open files");
                process.outputWriter().append(end + "\n").flush();
                assertThat(client.getInputStream().readAllBytes()).isEqualTo(HELLO);
            }
        }
        process.outputWriter().close();
        assertThat(told.lines()).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    /** {@code program} in a JVM like this one, but for how many files it may have open. */
    private void start(FiberKind kind, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -n 256; exec \"$@\"", "bash"));
        List<String> flags = List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1", // it does not live long
                "-XX:+UseSerialGC",
                "-Dio.asyncio.fiber=" + kind,
                "-Dio.asyncio.transport=" + System.getProperty("io.asyncio.transport"));
        command.addAll(ChildJvm.command(flags, program, arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** All that the process may open and does not use. */
    private static final class Descriptors implements AutoCloseable {
        private final List<FileInputStream> open = new ArrayList<>();

        /** Also what was closed meanwhile: NIO closes a socket only when it has looked for events again. */
        void takeAll() throws IOException {
            try {
                while (true) {
                    open.add(new FileInputStream("/dev/null"));
                }
            } catch (FileNotFoundException allAreOpen) {
                // as it should be
            }
        }

        @Override
        public void close() throws IOException {
            for (FileInputStream file : open) {
                file.close();
            }
        }
    }

    /** Opens one of each, in vain. */
    static final class Opening {
        private static final String HOST = SocketTestBase.HOST;
        private static final int FREED = 20; // at most, by what was closed before

        public static void main(String[] arguments) throws Exception {
            loadAllClasses();
            Path path = Path.of(arguments[0]);
            Asyncio.run(() -> {
                try (Server server = startServer(SAY_HELLO, HOST, 0);
                        Server unix = startUnixServer(SAY_HELLO, path)) {
                    talk(server, path);
                    try (Descriptors descriptors = new Descriptors()) {
                        tell(descriptors, "openConnection", () -> openConnection(HOST, server.port()));
                        tell(descriptors, "startServer", () -> startServer(SAY_HELLO, HOST, 0));
                        tell(descriptors, "createDatagramEndpoint", () -> createDatagramEndpoint(null, null));
                        tell(descriptors, "openUnixConnection", () -> openUnixConnection(path));
                        tell(
                                descriptors,
                                "startUnixServer",
                                () -> startUnixServer(SAY_HELLO, path.resolveSibling("other")));
                    }
                    talk(server, path);
                }
            });
            openTheFirstOfALoop();
        }

        /** Which needs what the loop's thread waits for sockets with. */
        private static void openTheFirstOfALoop() throws Exception {
            Asyncio.run(() -> {
                try (Descriptors descriptors = new Descriptors()) {
                    tell(descriptors, "the first openConnection", () -> openConnection(HOST, 1));
                }
                try (Server server = startServer(SAY_HELLO, HOST, 0)) {
                    talk(server);
                    System.out.println("talked");
                }
            });
        }

        static void talk(Server server) throws IOException {
            try (Stream stream = openConnection(HOST, server.port())) {
                stream.read();
            }
        }

        private static void talk(Server server, Path path) throws IOException {
            talk(server);
            try (Stream unix = openUnixConnection(path)) {
                unix.read();
                createDatagramEndpoint(null, null).close();
                System.out.println("talked");
            }
        }

        private static void tell(Descriptors descriptors, String call, Coroutine<? extends AutoCloseable> opening)
                throws Exception {
            String outcome = "opened";
            for (int i = 0; i < FREED && outcome.equals("opened"); i++) {
                descriptors.takeAll();
                outcome = outcomeOf(opening);
            }
            System.out.println(call + ": " + outcome);
        }

        private static String outcomeOf(Coroutine<? extends AutoCloseable> opening) throws Exception {
            try (AutoCloseable opened = opening.await()) {
                return "opened";
            } catch (IOException e) {
                return "IOException, " + e.getMessage().replaceFirst(".*(Too many open files).*", "$1");
            } catch (RuntimeException e) {
                return e.toString();
            }
        }
    }

    /** Serves what may have to wait for a descriptor, and does what it reads. */
    static final class Accepting {
        public static void main(String[] arguments) throws Exception {
            loadAllClasses();
            BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            Asyncio.run(() -> {
                Asyncio.getRunningLoop()
                        .setExceptionHandler((loop, context) -> System.out.println(
                                context.message() + ": " + context.exception().getMessage()));
                try (Server server = startServer(SAY_HELLO, SocketTestBase.HOST, 0)) {
                    Opening.talk(server); // once, for what is loaded then
                    System.out.println(server.port());
                    while (Asyncio.toThread(commands::readLine) != null) {
                        try (Descriptors descriptors = new Descriptors()) {
                            for (int i = 0; i < 10; i++) { // those of the last connection are freed in between
                                descriptors.takeAll();
                                Asyncio.sleepMs(5);
                            }
                            System.out.println("all are taken");
                            if (Asyncio.toThread(commands::readLine).equals("free later")) {
                                Asyncio.sleepMs(1200); // it tries again after a second
                            }
                        }
                    }
                }
            });
        }
    }

    /** A class cannot be loaded once no more files can be opened. */
    private static void loadAllClasses() {
        URI root = URI.create(
                Loop.class.getProtectionDomain().getCodeSource().getLocation().toString());
        try (java.util.stream.Stream<Path> files = Files.walk(Path.of(root))) {
            files.map(file -> Path.of(root).relativize(file).toString())
                    .filter(name -> name.startsWith("io/") && name.endsWith(".class"))
                    .forEach(name -> load(name.substring(0, name.length() - ".class".length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name.replace('/', '.'), false, Loop.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError optional) {
            // not used here either
        }
    }
}
