package io.asyncio.examples.benchmarks.pairs;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives the contenders' JVMs turns: a slice each, then again in an order that rotates. */
final class Turns implements Closeable {
    private static final int START_MILLIS = 60_000;
    private static final int QUIET_ROUNDS = 5;
    /** Of a slice, by the JIT's threads. */
    private static final double QUIET = 0.05;

    private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final Map<String, Connection> connections = new LinkedHashMap<>();
    private final PairOptions options;

    Turns(PairOptions options) throws IOException {
        this.options = options;
        server.setSoTimeout(START_MILLIS);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Waits for the JVM that has been started last. */
    void admit() throws IOException {
        Connection connection = new Connection(server.accept());
        connections.put(connection.name, connection);
    }

    /** The rounds that count: those after the JIT has become quiet in all JVMs, or after the longest warm-up. */
    List<Map<String, Sample>> rounds() throws IOException {
        List<String> turns = new ArrayList<>(connections.keySet());
        warmUp(turns);
        List<Map<String, Sample>> rounds = new ArrayList<>();
        while (rounds.size() < options.rounds()) {
            rounds.add(round(turns));
        }
        for (Connection connection : connections.values()) {
            connection.end();
        }
        return rounds;
    }

    private void warmUp(List<String> turns) throws IOException {
        int quiet = 0;
        int rounds = 0;
        while (rounds < options.mostWarmUps() && (quiet < QUIET_ROUNDS || rounds < options.leastWarmUps())) {
            quiet = round(turns).values().stream().allMatch(this::isQuiet) ? quiet + 1 : 0;
            rounds++;
        }
        System.out.println(
                rounds + " rounds of warm-up, the JIT " + (quiet < QUIET_ROUNDS ? "is not yet quiet" : "is quiet"));
    }

    private boolean isQuiet(Sample sample) {
        return sample.compiledMillis() <= options.slice().toMillis() * QUIET;
    }

    private Map<String, Sample> round(List<String> turns) throws IOException {
        Map<String, Sample> samples = new LinkedHashMap<>();
        for (String contender : turns) {
            samples.put(contender, connections.get(contender).turn());
        }
        Collections.rotate(turns, 1); // so that none always has the same place
        return samples;
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections.values()) {
            connection.socket.close();
        }
        server.close();
    }

    /** To one JVM. */
    private static final class Connection {
        final Socket socket;
        final String name;
        private final DataInputStream in;
        private final DataOutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
            name = in.readUTF();
        }

        Sample turn() throws IOException {
            tell(true);
            return Sample.read(in);
        }

        void end() throws IOException {
            tell(false);
        }

        private void tell(boolean goesOn) throws IOException {
            out.writeBoolean(goesOn);
            out.flush();
        }
    }
}
