package io.asyncio.examples.benchmarks.http.server;

/** The service that the endpoint {@code /call} calls: it answers at once. */
public final class Stub {
    /** Of a server's JVM, given by who starts it. */
    static final int PORT = Integer.getInteger("stub.port", 0);

    static final String HOST = "127.0.0.1";
    static final String PATH = "/stub";
    static final String URL = "http://" + HOST + ":" + PORT + PATH;

    private Stub() {}
}
