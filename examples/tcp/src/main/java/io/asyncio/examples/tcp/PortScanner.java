package io.asyncio.examples.tcp;

import io.asyncio.Asyncio;
import io.asyncio.Held;
import io.asyncio.Semaphore;
import io.asyncio.stream.ConnectOptions;
import io.asyncio.stream.Stream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Which ports of a host are open; a semaphore lets 200 attempts run at a time.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=PortScanner -Darguments="localhost 1 10000"}
 */
public final class PortScanner {
    private static final ConnectOptions QUICKLY = ConnectOptions.defaults().withConnectTimeout(Duration.ofSeconds(1));

    private PortScanner() {}

    /** The arguments are the host, the first and the last port. */
    public static void main(String... arguments) {
        List<Integer> ports = IntStream.rangeClosed(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                .boxed()
                .toList();
        System.out.println("open: " + Asyncio.<Set<Integer>>run(() -> openPorts(arguments[0], ports)));
    }

    static Set<Integer> openPorts(String host, List<Integer> ports) {
        Set<Integer> open = new TreeSet<>(); // shared by all tasks, without a lock
        Semaphore attempts = new Semaphore(200);
        Asyncio.taskGroup(group -> {
            for (int port : ports) {
                group.createTask(() -> {
                    try (Held attempt = attempts.hold();
                            Stream stream = Asyncio.openConnection(host, port, QUICKLY)) {
                        open.add(port);
                    } catch (IOException closed) {
                        // nobody listens there
                    }
                });
            }
        });
        return open;
    }
}
