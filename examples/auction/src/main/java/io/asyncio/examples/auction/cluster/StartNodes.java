package io.asyncio.examples.auction.cluster;

import static io.asyncio.Asyncio.await;
import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.gather;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.waitFor;

import io.asyncio.Task;
import io.asyncio.examples.auction.AuctionApplication;
import io.asyncio.stream.StreamReader;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import io.asyncio.subprocess.Redirect;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.h2.tools.Server;
import org.jspecify.annotations.Nullable;

/**
 * Starts nodes of the auction house on this machine, each in a JVM of its own: {@code mvn -q compile exec:exec -pl
 * examples/auction -am -Dnodes=2}. What follows the number goes to each of them. Unless that names a database, they share
 * one of H2's in the memory of this program. Ctrl-C ends all.
 */
public final class StartNodes {
    private static final int FIRST_HTTP_PORT = 8080;
    private static final int FIRST_CLUSTER_PORT = 5701;
    private static final Duration TIME_TO_END = Duration.ofSeconds(30);

    private final int count;
    private final List<String> arguments;
    private final List<Process> nodes = new ArrayList<>();
    private int open;

    private StartNodes(int count, List<String> arguments) {
        this.count = count;
        this.arguments = arguments;
    }

    public static void main(String[] args) throws SQLException, IOException {
        List<String> all = List.of(args);
        int count = all.isEmpty() ? 2 : Integer.parseInt(all.get(0));
        StartNodes starting = new StartNodes(count, all.subList(Math.min(1, all.size()), all.size()));
        try (Database database = Database.startUnlessNamedBy(starting.arguments)) {
            run(() -> starting.runAll(database.arguments()));
        }
    }

    /** H2 behind TCP, which the JVMs share; nothing if they have another one. */
    private record Database(@Nullable Server server) implements AutoCloseable {
        static Database startUnlessNamedBy(List<String> arguments) throws SQLException {
            boolean isNamed = arguments.stream()
                    .anyMatch(each -> each.contains("postgresql") || each.startsWith("--spring.r2dbc.url"));
            return new Database(
                    isNamed
                            ? null
                            : Server.createTcpServer("-tcpPort", "0", "-ifNotExists")
                                    .start());
        }

        List<String> arguments() {
            return server == null
                    ? List.of()
                    : List.of("--spring.r2dbc.url=r2dbc:h2://localhost?url=tcp%3A%2F%2Flocalhost%3A" + server.getPort()
                            + "/mem:auction;DB_CLOSE_DELAY=-1");
        }

        @Override
        public void close() {
            if (server != null) {
                server.stop();
            }
        }
    }

    private void runAll(List<String> database) throws IOException {
        try {
            List<Task<?>> ends = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Process node = start(i, database);
                nodes.add(node);
                String name = "node " + (i + 1);
                createTask("output of " + name, () -> print(name, Objects.requireNonNull(node.stdout())));
                ends.add(createTask(name, () -> System.out.println(name + " has ended: " + node.await())));
            }
            ends.forEach(end -> await(end));
        } finally {
            gather(nodes.stream().map(node -> createTask(() -> end(node))).toList());
        }
    }

    private Process start(int index, List<String> database) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments()); // with the flags for carrier fibers
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AuctionApplication.class.getName()));
        command.add("--spring.profiles.active=cluster");
        command.add("--server.port=" + (FIRST_HTTP_PORT + index));
        command.add("--auction.cluster.port=" + (FIRST_CLUSTER_PORT + index));
        command.add("--auction.cluster.members="
                + IntStream.range(0, count)
                        .mapToObj(each -> "127.0.0.1:" + (FIRST_CLUSTER_PORT + each))
                        .collect(Collectors.joining(",")));
        command.addAll(database);
        command.addAll(arguments);
        ProcessOptions options =
                ProcessOptions.defaults().withStdout(Redirect.PIPE).withStderr(Redirect.STDOUT);
        return createSubprocessExec(command, options);
    }

    private void print(String name, StreamReader output) throws IOException {
        for (byte[] line = output.readLine(); line.length > 0; line = output.readLine()) {
            String text = new String(line, StandardCharsets.UTF_8).stripTrailing();
            System.out.println(name + ": " + text);
            if (text.contains("Open http://") && ++open == count) {
                sayPages();
            }
        }
    }

    /** With two names of this machine: pages of one name would share their cookies, and with them their logins. */
    private void sayPages() {
        System.out.println("All nodes are there. Open, in one browser:");
        for (int i = 0; i < count; i++) {
            String host = i == 0 ? "localhost" : "127.0.0.1";
            System.out.println("  http://" + host + ":" + (FIRST_HTTP_PORT + i) + "   node " + (i + 1)
                    + ", which kill -9 " + nodes.get(i).pid() + " ends");
        }
    }

    private static void end(Process node) {
        if (node.returnCode() != null) {
            return;
        }
        node.terminate();
        try {
            waitFor(node, TIME_TO_END);
        } catch (TimeoutException late) {
            node.kill();
        }
    }
}
