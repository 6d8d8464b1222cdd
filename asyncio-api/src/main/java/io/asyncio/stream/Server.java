package io.asyncio.stream;

import io.asyncio.CancelledError;
import io.asyncio.Event;
import io.asyncio.ExceptionContext;
import io.asyncio.Future;
import io.asyncio.Loop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections, and runs the handler for each in a task of its own. If the system gives no more connections, as
 * too many files are open, the server tries again every second; the loop's exception handler is told once, until a
 * connection is accepted. To be used on its loop. Like Python's {@code asyncio.Server}.
 */
public final class Server implements AutoCloseable {
    private final SocketHost host;
    private final ConnectionHandler handler;
    private final ServerOptions options;
    final @Nullable ConnectionLimit limit;
    private final List<Channel> listening = new ArrayList<>();
    private final List<SocketAddress> sockets = new ArrayList<>();
    private final Set<Stream> clients = new LinkedHashSet<>();
    private final Event closed = new Event();
    private int open;
    private boolean closing;
    private boolean accepts = true; // false from the first error on until a connection is accepted

    Server(SocketHost host, ConnectionHandler handler, ServerOptions options) {
        this(host, handler, options, options.maxConnections == 0 ? null : new ConnectionLimit(options.maxConnections));
    }

    Server(SocketHost host, ConnectionHandler handler, ServerOptions options, @Nullable ConnectionLimit limit) {
        this.host = host;
        this.handler = handler;
        this.options = options;
        this.limit = limit;
    }

    /** The loop whose tasks serve the connections. Any thread may ask. */
    public Loop loop() {
        return host.loop();
    }

    SocketHost host() {
        return host;
    }

    /** A listening channel; on the loop. */
    void add(Channel channel, SocketAddress address) {
        listening.add(channel);
        sockets.add(address);
        open++;
        LoopChannel.whenReleased(channel, () -> host.deliver(this::channelClosed));
        channel.pipeline().addLast(new AcceptErrors());
    }

    /** Behind Netty's acceptor, which tries again after a second. */
    private final class AcceptErrors extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            host.deliver(() -> cannotAccept(cause));
        }
    }

    private void cannotAccept(Throwable cause) {
        if (accepts) {
            accepts = false;
            report("Cannot accept connections on " + sockets + ", trying again every second", cause);
        }
    }

    private void channelClosed() {
        open--;
        if (open == 0) {
            closing = true;
            closed.set();
        }
    }

    /** A connection; on the loop. */
    void accepted(Channel channel) {
        if (host.loop().isClosed()) {
            LoopChannel.execute(channel, channel::close); // it has come while the loop closes
            return;
        }
        accepts = true;
        Stream stream = new Stream(host, channel, true, options);
        clients.add(stream);
        channel.closeFuture().addListener(done -> host.deliver(() -> clients.remove(stream)));
        if (closing) {
            stream.abort();
        } else {
            serve(stream);
        }
    }

    /** On the event loop of a listening channel: it accepts no more until a connection closes. */
    void tellFull() {
        host.loop().tellObservers(observer -> observer.serverFull(this));
    }

    /** In a task, which may be cancelled before its first step: what it leaves is looked after here, not in its body. */
    private void serve(Stream stream) {
        try {
            host.loop()
                    .createTask("connection from " + stream.getExtraInfo("peername"), () -> handle(stream))
                    .addDoneCallback(handled -> handlerEnded(stream, handled));
        } catch (Throwable e) {
            stream.abort();
            if (!host.loop().isClosed()) { // else it has come while the loop closes
                report("Cannot make a task for " + stream, e);
            }
        }
    }

    /** Whether the handler has returned. */
    private boolean handle(Stream stream) {
        try {
            if (options.ssl == null || handshake(stream, options.ssl)) {
                handler.handle(stream, stream);
            }
            return true;
        } catch (CancelledError e) {
            throw e;
        } catch (Throwable e) {
            // a client that says nothing is no error of the server's
            boolean byIdleness = stream.wasIdle() && e instanceof IOException;
            if (!byIdleness || host.loop().getDebug()) {
                report("Exception in a connection handler, for " + stream, e);
            }
            return false;
        }
    }

    private void handlerEnded(Stream stream, Future<Boolean> handled) {
        Throwable neverBegan = handled.cancelled() ? null : handled.exception();
        if (neverBegan != null) {
            report("No connection handler could run for " + stream, neverBegan);
        }
        if (handled.cancelled() || neverBegan != null || !handled.result()) {
            stream.close();
        } else {
            stream.onPeerEnd(() -> closeForgotten(stream));
        }
    }

    private void closeForgotten(Stream stream) {
        if (stream.isClosing()) {
            return;
        }
        stream.closeOutput();
        if (host.loop().getDebug()) {
            report(
                    "A connection handler has returned without close(); closed now, as the peer has ended: " + stream,
                    null);
        }
    }

    private void report(String message, @Nullable Throwable exception) {
        host.loop().callExceptionHandler(new ExceptionContext(message, exception, null));
    }

    /** A client that does not manage to greet is no error of the server's. */
    private boolean handshake(Stream stream, Tls tls) {
        try {
            stream.startTls(tls, null);
            return true;
        } catch (IOException e) {
            if (host.loop().getDebug()) {
                report("TLS handshake failed with the client of " + stream, e);
            }
            return false;
        }
    }

    /** For one that could not be opened: closes it, and suspends the current task until what it had is given back. */
    void giveBack() {
        close();
        if (!listening.isEmpty()) {
            waitClosed();
        }
    }

    /**
     * Stops accepting connections at once; the open ones go on. A second call does nothing. While the loop runs, other
     * threads are refused.
     */
    @Override
    public void close() {
        host.checkLoopIfRunning("close()", this);
        closing = true;
        listening.forEach(Channel::close);
        if (listening.isEmpty()) {
            closed.set(); // another loop listens for it
        }
    }

    /** Suspends the current task until the listening sockets are closed, and their ports free. */
    public void waitClosed() {
        host.checkTask("waitClosed()", this);
        closed.await();
    }

    /** Whether the server accepts connections. */
    public boolean isServing() {
        return !closing;
    }

    /** Suspends the current task until the server is closed. If the task is cancelled meanwhile, closes the server. */
    public void serveForever() {
        host.checkTask("serveForever()", this);
        try {
            waitClosed();
        } finally {
            close();
        }
    }

    /** Closes all connections once their bytes are sent. While the loop runs, other threads are refused. */
    public void closeClients() {
        host.checkLoopIfRunning("closeClients()", this);
        List.copyOf(clients).forEach(Stream::close);
    }

    /** Closes all connections at once. While the loop runs, other threads are refused. */
    public void abortClients() {
        host.checkLoopIfRunning("abortClients()", this);
        List.copyOf(clients).forEach(Stream::abort);
    }

    /** The addresses on which the server listens. */
    public List<SocketAddress> sockets() {
        return List.copyOf(sockets);
    }

    /**
     * The port on which the server listens.
     *
     * @throws IllegalStateException if there is none, as the server listens on a Unix domain socket
     */
    public int port() {
        if (sockets.get(0) instanceof InetSocketAddress address) {
            return address.getPort();
        }
        throw new IllegalStateException("A server on " + sockets.get(0) + " has no port: ask sockets()");
    }

    @Override
    public String toString() {
        return "Server[" + sockets + (closing ? ", closed" : "") + ", connections=" + clients.size() + "]";
    }
}
