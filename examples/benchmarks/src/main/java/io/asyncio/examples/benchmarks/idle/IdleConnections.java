package io.asyncio.examples.benchmarks.idle;

import io.asyncio.examples.benchmarks.report.Quartiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much heap a server keeps for a connection on which a line has come and gone, and that waits for the next one: of
 * servers in JVMs of their own, which have answered many lines before, or none.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/benchmarks -am -Dbenchmark=IdleConnections}
 */
public final class IdleConnections {
    private static final int FORKS = 3;
    private static final int LINES_OF_WARM_UP = 50;
    private static final byte[] LINE = "hello\n".getBytes(StandardCharsets.US_ASCII);

    private final int connections;

    private IdleConnections(int connections) {
        this.connections = connections;
    }

    /** The argument is the number of connections: 8,000 if there is none. */
    public static void main(String... arguments) throws IOException, InterruptedException {
        int connections = arguments.length == 0 ? 8_000 : Integer.parseInt(arguments[0]);
        IdleConnections idle = new IdleConnections(connections);
        System.out.println("| server | warmed up | bytes of heap a connection |\n|---|---|---:|");
        for (boolean warm : new boolean[] {true, false}) {
            idle.print("asyncio", "carrier", warm);
            idle.print("asyncio", "virtual", warm);
            idle.print("netty", "", warm);
        }
    }

    private void print(String contender, String fiber, boolean warm) throws IOException, InterruptedException {
        double[] bytes = new double[FORKS];
        for (int i = 0; i < FORKS; i++) {
            bytes[i] = measure(contender, fiber, warm);
        }
        Quartiles all = Quartiles.ofIndexed(FORKS, i -> bytes[i]);
        System.out.println(
                "| " + contender + " " + fiber + " | " + (warm ? "yes" : "no") + " | " + all.toString("%,.0f") + " |");
    }

    private double measure(String contender, String fiber, boolean warm) throws IOException, InterruptedException {
        Process server = new ProcessBuilder(command(contender, fiber))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader printed = server.inputReader();
                PrintStream asked = new PrintStream(server.getOutputStream(), true, StandardCharsets.US_ASCII)) {
            int port = Integer.parseInt(printed.readLine());
            if (warm) {
                close(open(port, LINES_OF_WARM_UP));
            }
            long before = used(0, asked, printed);
            List<SocketChannel> open = open(port, 1);
            long after = used(connections, asked, printed);
            close(open);
            return (double) (after - before) / connections;
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static List<String> command(String contender, String fiber) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(List.of("-Xmx2g", "-XX:+UseSerialGC", "-classpath", System.getProperty("java.class.path")));
        command.add("-Dio.asyncio.fiber=" + (fiber.isEmpty() ? "virtual" : fiber));
        command.addAll(List.of(LineServer.class.getName(), contender));
        return command;
    }

    /** With so many connections, as soon as the server has seen that. */
    private static long used(int connections, PrintStream asked, BufferedReader printed) throws IOException {
        String[] answer;
        do {
            asked.println();
            answer = printed.readLine().split(" ");
        } while (Integer.parseInt(answer[0]) != connections);
        return Long.parseLong(answer[1]);
    }

    private List<SocketChannel> open(int port, int lines) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            open.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        for (int i = 0; i < lines; i++) {
            for (SocketChannel each : open) {
                each.write(ByteBuffer.wrap(LINE));
            }
            for (SocketChannel each : open) {
                readLine(each);
            }
        }
        return open;
    }

    private static void readLine(SocketChannel channel) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LINE.length);
        while (line.hasRemaining()) {
            if (channel.read(line) < 0) {
                throw new IOException("the server has closed the connection");
            }
        }
    }

    private static void close(List<SocketChannel> channels) throws IOException {
        for (SocketChannel each : channels) {
            each.close();
        }
    }
}
