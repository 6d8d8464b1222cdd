package io.asyncio.examples.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The JVM of a contender; it ends when this is closed, and with the program. */
final class ServerProcess implements AutoCloseable {
    private static final String PORT = "port of the server: ";

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it, and waits until it listens. What else it says goes to {@code log}. */
    static ServerProcess start(Contender contender, int stubPort, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(contender.flags());
        command.addAll(List.of("-Xms256m", "-Xmx256m", "-Dstub.port=" + stubPort));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
        command.add(ServerProcess.class.getPackageName() + ".server." + contender.main());
        command.addAll(contender.arguments());
        Files.createDirectories(Objects.requireNonNull(log.getParent()));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        return new ServerProcess(process, portOf(process, log));
    }

    private static int portOf(Process process, Path log) throws IOException {
        BufferedReader output = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(PORT)) {
                drain(output);
                return Integer.parseInt(line.substring(PORT.length()));
            }
            said.append(line).append('\n');
        }
        throw new IOException("no server: " + said + Files.readString(log));
    }

    /** So that the server never waits for a reader of its log. */
    private static void drain(BufferedReader output) {
        Thread drain = new Thread(() -> output.lines().forEach(line -> {}), "output of a server");
        drain.setDaemon(true);
        drain.start();
    }

    int port() {
        return port;
    }

    CpuTime cpuTime() {
        return CpuTime.of(process.toHandle());
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
    }
}
