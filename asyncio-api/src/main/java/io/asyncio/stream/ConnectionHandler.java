package io.asyncio.stream;

/** What a server does with a connection; runs as a task of its own. */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * Serves one client, and closes the writer at its end. If it throws, or is cancelled (also before its first step),
     * the connection is closed; what it throws goes to the loop's exception handler, and stops nothing else.
     *
     * <p>A handler that returns without {@code close()} may have given the stream to another task: the connection goes on,
     * until the peer has ended its side. Then it is closed once what was written is sent, and debug mode tells of it. What
     * the peer has sent can still be read; to answer a peer that has ended its side, the handler awaits the task that does.
     *
     * @param reader what the client sends
     * @param writer what goes to the client; the same {@link Stream}
     */
    void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
