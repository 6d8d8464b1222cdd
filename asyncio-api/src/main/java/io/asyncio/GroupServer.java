package io.asyncio;

import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.Connections;
import io.asyncio.stream.Server;
import io.asyncio.stream.ServerOptions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server on all loops of a {@link LoopGroup}, over one port: {@link LoopGroup#startServer}. Any thread may call. A
 * method that waits suspends the current task; in a thread that is no loop's it blocks the thread. The server closes
 * with its group.
 */
public final class GroupServer implements AutoCloseable {
    private final List<Server> servers; // each touched on its own loop only
    private final List<Server> listening; // those of them that accept connections
    private final List<SocketAddress> sockets;
    private final int port;
    private volatile boolean closing;

    private GroupServer(List<Server> servers, List<Server> listening, List<SocketAddress> sockets, int port) {
        this.servers = servers;
        this.listening = listening;
        this.sockets = sockets;
        this.port = port;
    }

    /** Each loop listens, or the first one for all. */
    static GroupServer open(
            LoopGroup group,
            boolean listensOnEach,
            ConnectionHandler handler,
            @Nullable String host,
            int port,
            ServerOptions options)
            throws IOException {
        refuseInCallback("LoopGroup.startServer()");
        requireRunning(group);
        Coroutine<GroupServer> opening = () -> {
            List<Server> servers = listensOnEach
                    ? listenOnEach(group, handler, host, port, options)
                    : listenOnFirst(group, handler, host, port, options);
            Server first = servers.get(0);
            return new GroupServer(servers, listensOnEach ? servers : List.of(first), first.sockets(), first.port());
        };
        return awaitOpened(group.loops().get(0), opening, GroupServer::close, GroupServer::waitClosed);
    }

    private static void refuseInCallback(String call) {
        if (RunningLoop.get() != null) {
            TaskRun.current(call);
        }
    }

    /**
     * A cancel may come when it is open already, on another loop; who awaits may also be unwound before, as its own loop
     * closes: then nobody can wait any more.
     */
    private static <S> S awaitOpened(Loop loop, Coroutine<S> body, Consumer<S> close, Consumer<S> waitClosed) {
        Task<Outcome<S>> opening = loop.createTask("start a server", () -> outcomeOf(body));
        try {
            return Blocking.await(opening).get();
        } catch (Throwable e) {
            if (opening.done()) {
                ifOpened(opening, close.andThen(waitClosed));
            } else {
                LoopGroup.unlessClosed(
                        loop,
                        () -> loop.callSoonThreadsafe(() -> {
                            opening.addDoneCallback(done -> ifOpened(opening, close));
                            opening.cancel();
                        }));
            }
            throw e;
        }
    }

    private static <S> void ifOpened(Task<Outcome<S>> opening, Consumer<S> giveBack) {
        if (!opening.cancelled() && opening.result() instanceof Outcome.Success<S> opened) {
            giveBack.accept(opened.value());
        }
    }

    /** A failure is a result, which is never told of twice: once raised, and as one that nobody has awaited. */
    private static <S> Outcome<S> outcomeOf(Coroutine<S> body) {
        try {
            return new Outcome.Success<>(body.await());
        } catch (Exception e) {
            return new Outcome.Failure<>(e);
        }
    }

    private static void requireRunning(LoopGroup group) {
        for (Loop loop : group.loops()) {
            if (!loop.isRunning()) {
                throw new IllegalStateException(
                        "A server needs all loops of its group, and " + loop + " does not run: call start() first");
            }
        }
    }

    /** In a task of the first loop. */
    private static List<Server> listenOnFirst(
            LoopGroup group, ConnectionHandler handler, @Nullable String host, int port, ServerOptions options)
            throws IOException {
        return Connections.listenForAll(
                group.loops().stream().map(loop -> loop.sockets).toList(), handler, host, port, options);
    }

    /** In a task of the first loop. */
    private static List<Server> listenOnEach(
            LoopGroup group, ConnectionHandler handler, @Nullable String host, int port, ServerOptions options)
            throws IOException {
        List<Server> servers = new ArrayList<>();
        try {
            for (Loop loop : group.loops()) {
                Coroutine<Server> listening = servers.isEmpty()
                        ? () -> Connections.listenFirst(loop.sockets, handler, host, port, options)
                        : () -> Connections.listenBeside(loop.sockets, handler, servers.get(0), options);
                servers.add(awaitOpened(
                        loop,
                        listening,
                        opened -> onEachLoop(List.of(opened), Server::close),
                        opened -> awaitClosed(List.of(opened))));
            }
            return List.copyOf(servers);
        } catch (Throwable e) {
            giveBack(servers);
            throw e;
        }
    }

    private static void giveBack(List<Server> servers) {
        onEachLoop(servers, Server::close);
        awaitClosed(servers);
    }

    /** The addresses that it listens on. */
    public List<SocketAddress> sockets() {
        return sockets;
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    /** Whether it accepts connections. */
    public boolean isServing() {
        return !closing && listening.stream().anyMatch(server -> !server.loop().isClosed());
    }

    /**
     * Stops accepting connections, on each loop as soon as the loop gets to it; the open ones go on. A second call does
     * nothing.
     */
    @Override
    public void close() {
        closing = true;
        onEachLoop(servers, Server::close);
    }

    /** Waits until the listening sockets are closed, and the port is free. */
    public void waitClosed() {
        refuseInCallback("waitClosed()");
        awaitClosed(servers);
    }

    /** Waits until the server is closed. If the current task is cancelled meanwhile, closes the server. */
    public void serveForever() {
        refuseInCallback("serveForever()");
        try {
            waitClosed();
        } finally {
            close();
        }
    }

    /** Closes all connections once their bytes are sent. */
    public void closeClients() {
        onEachLoop(servers, Server::closeClients);
    }

    /** Closes all connections at once. */
    public void abortClients() {
        onEachLoop(servers, Server::abortClients);
    }

    private static void onEachLoop(List<Server> servers, Consumer<Server> action) {
        for (Server server : servers) {
            Loop loop = server.loop();
            if (loop.isCurrent()) {
                action.accept(server);
            } else {
                LoopGroup.unlessClosed(loop, () -> loop.callSoonThreadsafe(() -> action.accept(server)));
            }
        }
    }

    private static void awaitClosed(List<Server> servers) {
        for (Server server : servers) {
            LoopGroup.unlessClosed(
                            server.loop(), () -> server.loop().createTask("wait for " + server, server::waitClosed))
                    .ifPresent(GroupServer::awaitUnlessClosed);
        }
    }

    /** A cancel of who waits is none of the loop's end, also if that comes meanwhile. */
    private static void awaitUnlessClosed(Task<?> waiting) {
        TaskRun run = RunningLoop.currentTask();
        int cancels = run == null ? 0 : run.raisedCancels();
        try {
            Blocking.await(waiting);
        } catch (CancelledError e) {
            boolean isCancelled = run != null && run.raisedCancels() != cancels;
            if (isCancelled || !waiting.cancelled() || !waiting.loop().isClosed()) {
                throw e;
            }
        }
    }

    @Override
    public String toString() {
        return "GroupServer[" + sockets + (isServing() ? "" : ", closed") + ", loops=" + servers.size() + "]";
    }
}
