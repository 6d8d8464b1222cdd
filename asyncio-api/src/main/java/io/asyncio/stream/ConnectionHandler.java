package io.asyncio.stream;

/** What a server does with a connection; runs as a task of its own. */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * Serves one client, and closes the writer at its end. If it throws, or is cancelled, the connection is closed; what
     * it throws goes to the loop's exception handler, and stops nothing else.
     *
     * @param reader what the client sends
     * @param writer what goes to the client; the same {@link Stream}
     */
    void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
