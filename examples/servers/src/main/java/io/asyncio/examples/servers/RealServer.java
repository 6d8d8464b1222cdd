package io.asyncio.examples.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of this machine's packages, that a test starts on a free port, in a directory that goes with it. */
public final class RealServer implements AutoCloseable {
    private static final Path POSTGRESQL = Path.of("/usr/lib/postgresql");
    private static final List<Path> REDIS =
            List.of(Path.of("/usr/bin/redis-server"), Path.of("/usr/local/bin/redis-server"));

    private final Path directory;
    private final int port;
    private final Process process;
    private final Thread atExit = new Thread(this::end);

    private RealServer(Path directory, int port, List<String> command, String ready) throws IOException {
        this.directory = directory;
        this.port = port;
        this.process = started(directory, command);
        Runtime.getRuntime().addShutdownHook(atExit);
        awaitLine(ready, command);
    }

    public int port() {
        return port;
    }

    public static final String NEEDS_POSTGRESQL = "needs the programs of Debian's package postgresql";
    public static final String NEEDS_REDIS = "needs the program of Debian's package redis-server";

    public static boolean hasPostgresql() throws IOException {
        return postgresqlPrograms().isPresent() && (!isRoot() || otherUser().isPresent());
    }

    public static boolean hasRedis() {
        return redisProgram().isPresent();
    }

    /** A PostgreSQL whose user "test" needs no password, with the database "postgres". */
    public static RealServer postgresql() throws IOException, InterruptedException {
        Path programs = postgresqlPrograms().orElseThrow();
        Path directory = newDirectory("postgresql");
        List<String> initialise = asOther(directory, programs.resolve("initdb"));
        initialise.addAll(List.of("--auth=trust", "--username=test", "--no-sync", "--encoding=UTF8"));
        initialise.addAll(List.of("--locale=C", "--pgdata=" + directory));
        Process initialising = started(directory, initialise);
        String said = new String(initialising.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (initialising.waitFor() != 0) {
            throw new IOException(said);
        }
        int port = FreePort.find();
        List<String> command = asOther(directory, programs.resolve("postgres"));
        command.addAll(List.of("-D", directory.toString(), "-p", "" + port, "-c", "listen_addresses=127.0.0.1"));
        command.addAll(List.of("-c", "unix_socket_directories=" + directory, "-c", "fsync=off"));
        return new RealServer(directory, port, command, "database system is ready to accept connections");
    }

    /** A Redis that keeps nothing. */
    public static RealServer redis() throws IOException {
        Path program = redisProgram().orElseThrow();
        Path directory = newDirectory("redis");
        int port = FreePort.find();
        List<String> command = new ArrayList<>(List.of(program.toString(), "--port", "" + port, "--bind", "127.0.0.1"));
        command.addAll(List.of("--save", "", "--appendonly", "no", "--dir", directory.toString()));
        return new RealServer(directory, port, command, "Ready to accept connections");
    }

    private static Optional<Path> redisProgram() {
        return REDIS.stream().filter(Files::isExecutable).findFirst();
    }

    private static Optional<Path> postgresqlPrograms() throws IOException {
        if (!Files.isDirectory(POSTGRESQL)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(POSTGRESQL)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .max(Comparator.naturalOrder());
        }
    }

    /** PostgreSQL refuses to be root, hence becomes the user of Debian's package then. */
    private static List<String> asOther(Path directory, Path program) throws IOException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            Files.setOwner(directory, otherUser().orElseThrow());
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(program.toString());
        return command;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static Optional<UserPrincipal> otherUser() throws IOException {
        try {
            return Optional.of(
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Path newDirectory(String name) throws IOException {
        return Files.createTempDirectory("asyncio-" + name);
    }

    private static Process started(Path directory, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private void awaitLine(String ready, List<String> command) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains(ready)) {
                Thread rest = new Thread(() -> drain(output), "output of " + command.get(0));
                rest.setDaemon(true);
                rest.start(); // so that the server does not wait for a reader
                return;
            }
            said.append(line).append('\n');
        }
        close();
        throw new IOException(command + " has ended, and said:\n" + said);
    }

    private static void drain(BufferedReader output) {
        try {
            output.transferTo(Writer.nullWriter());
        } catch (IOException closed) {
            // the server has been ended
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private void end() {
        try {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
            delete(directory);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
