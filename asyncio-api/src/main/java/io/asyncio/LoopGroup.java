package io.asyncio;

import io.asyncio.host.HostEventLoopGroup;
import io.asyncio.stream.ConnectionHandler;
import io.asyncio.stream.ServerOptions;
import io.asyncio.stream.Transport;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Several loops for several cores. They share nothing: state that belongs to one loop is touched in its tasks and
 * callbacks only, and needs no lock. State that several loops need gets a key, and lives on the key's loop; code of
 * other loops asks there:
 *
 * <pre>{@code
 * int stock = await(group.loopFor(article).createTask(() -> stocks.of(article).take(1)));
 * }</pre>
 *
 * <p>That costs two hops between threads. One loop is enough, and simpler, as long as one core can carry the code of
 * the tasks. Code that blocks, or computes for long, belongs in {@code toThread} in any case.
 *
 * <p>Any thread may call. Python has no counterpart: it starts a process for each core.
 */
public final class LoopGroup implements AutoCloseable {
    private final List<Loop> loops;
    private final AtomicInteger turn = new AtomicInteger();
    private @Nullable EventLoopGroup eventLoops; // guarded by this; made once

    private LoopGroup(List<Loop> loops) {
        this.loops = loops;
    }

    /**
     * Makes a group of {@code loops} loops, each on a thread of its own. They run from {@link #start()} on.
     *
     * @throws IllegalArgumentException if {@code loops} is not positive
     */
    public static LoopGroup create(int loops) {
        if (loops <= 0) {
            throw new IllegalArgumentException("a group must have at least one loop, got " + loops);
        }
        return of(loops, Loop::create);
    }

    static LoopGroup of(int loops, Supplier<Loop> newLoop) {
        List<Loop> made = new ArrayList<>(loops);
        try {
            for (int i = 0; i < loops; i++) {
                made.add(newLoop.get());
            }
        } catch (Throwable refused) {
            made.forEach(Loop::close); // nobody else would
            throw refused;
        }
        return new LoopGroup(Collections.unmodifiableList(made));
    }

    /**
     * Starts all loops, and returns.
     *
     * @return this
     * @throws IllegalStateException if one of them runs already or is closed; none has been started then
     */
    public LoopGroup start() {
        int started = 0;
        try {
            for (Loop loop : loops) {
                loop.start();
                started++;
            }
        } catch (Throwable e) {
            loops.subList(0, started).forEach(Loop::stop);
            throw e;
        }
        return this;
    }

    /** The loops, always in the same order. */
    public List<Loop> loops() {
        return loops;
    }

    /**
     * The next loop, in turn: for work that may run on any of them. As long as one is open, none that is closed is
     * given.
     */
    public Loop next() {
        Loop next = nextInTurn();
        while (next.isClosed() && !areAllClosed()) { // not so many times: other threads take turns, too
            next = nextInTurn();
        }
        return next;
    }

    private boolean areAllClosed() {
        return loops.stream().allMatch(Loop::isClosed);
    }

    private Loop nextInTurn() {
        return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
    }

    /** The loop on which the caller runs, if that is one of the group; otherwise {@link #next()}. */
    public Loop currentOrNext() {
        Loop current = currentOrNull();
        return current == null ? next() : current;
    }

    private @Nullable Loop currentOrNull() {
        Loop current = RunningLoop.get();
        return loops.contains(current) ? current : null;
    }

    /**
     * The loop of {@code key}: always the same one for keys that are equal, so that what belongs to the key needs no lock if
     * it is touched there only.
     */
    public Loop loopFor(Object key) {
        int hash = Objects.requireNonNull(key, "key").hashCode();
        return loops.get(Math.floorMod(hash ^ (hash >>> 16), loops.size()));
    }

    /**
     * Netty's event loops on the threads of the loops, given out in turn; what {@link Loop#eventLoop()} says holds of each.
     * As long as one is open, none that is closed is given. Shutting them down is refused.
     *
     * @throws IllegalStateException if all loops are closed
     */
    public synchronized EventLoopGroup eventLoopGroup() {
        EventLoopGroup made = eventLoops;
        if (made == null || areAllClosed()) {
            made = new HostEventLoopGroup(openEventLoops());
            eventLoops = made;
        }
        return made;
    }

    private List<EventLoop> openEventLoops() {
        List<EventLoop> open = loops.stream()
                .flatMap(loop -> unlessClosed(loop, loop::eventLoop).stream())
                .toList();
        return open.isEmpty() ? List.of(loops.get(0).eventLoop()) : open; // which says why there is none
    }

    /** What a loop gives, or nothing if it is closed: another thread may do that at any moment. */
    static <T> Optional<T> unlessClosed(Loop loop, Supplier<T> action) {
        try {
            return Optional.of(action.get());
        } catch (RuntimeException refused) {
            if (loop.isClosed()) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** {@link #startServer(ConnectionHandler, String, int, ServerOptions)} with the default options. */
    public GroupServer startServer(ConnectionHandler handler, @Nullable String host, int port) throws IOException {
        return startServer(handler, host, port, ServerOptions.defaults());
    }

    /**
     * A server over one port on all loops: each connection is served on one of them, where its task stays. Where the
     * system can (SO_REUSEPORT: Linux), each loop accepts connections of its own, which the system spreads by the
     * clients' addresses; elsewhere the first loop accepts them and deals them out in turn. Hence {@code handler} runs
     * on several threads at once, and its fields belong to no loop.
     *
     * <p>Suspends the current task until the port is taken; blocks a thread that is no loop's. An address on which
     * another program listens is in use, even if that program would share it.
     *
     * @param host as in {@link Asyncio#startServer(ConnectionHandler, String, int)}
     * @param port 0 for any port that is free: {@link GroupServer#port()} tells which
     * @throws IOException if the port is in use; no loop listens then
     * @throws IllegalStateException if the group has not been started, or if the caller is a loop's callback, which
     *     must neither suspend nor block
     */
    public GroupServer startServer(ConnectionHandler handler, @Nullable String host, int port, ServerOptions options)
            throws IOException {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(options, "options");
        return GroupServer.open(this, Transport.PREFERRED.canReusePort(), handler, host, port, options);
    }

    /**
     * Closes all loops, one after the other, as {@link Loop#close()} says. Blocks until that is done.
     *
     * @throws IllegalStateException if called on one of the loops; none has been closed then
     */
    @Override
    public void close() {
        if (currentOrNull() != null) {
            throw new IllegalStateException(
                    "Cannot close a group of event loops from inside one of them: " + "call close() in another thread");
        }
        loops.forEach(Loop::close);
    }

    @Override
    public String toString() {
        return "LoopGroup" + loops;
    }
}
