package io.asyncio.examples.benchmarks.http.server;

import java.io.IOException;

/** How a server's JVM talks with the one that measures: it says its port, and ends when its input does. */
final class Control {
    static final String PORT = "port of the server: ";

    private Control() {}

    static void serveAt(int port) throws IOException {
        System.out.println(PORT + port);
        while (System.in.read() >= 0) {
            // nobody says anything but by ending
        }
        System.exit(0);
    }
}
