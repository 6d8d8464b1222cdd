package io.asyncio.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The places for a server's connections, on however many sockets and loops it listens. A connection has its place from its
 * acceptance until its channel is closed, whatever becomes of its handler. While none is free, no socket accepts; what one has
 * accepted at the moment at which another took the last place waits for the next one.
 */
final class ConnectionLimit {
    private final int most;
    private final Set<Gate> waiting = new LinkedHashSet<>(); // for a place; guarded by this
    private int taken; // guarded by this

    ConnectionLimit(int most) {
        this.most = most;
    }

    /** For a listening channel that accepts one connection at a time, in front of what serves it; tells {@code server}'s loop. */
    ChannelHandler gateOf(Server server) {
        return new Gate(server);
    }

    private synchronized boolean takePlace(Gate gate) {
        boolean isFree = hasPlace(gate);
        taken += isFree ? 1 : 0;
        return isFree;
    }

    /** If not, the gate is told when there may be one. */
    private synchronized boolean hasPlace(Gate gate) {
        if (taken == most) {
            waiting.add(gate);
            return false;
        }
        return true;
    }

    private void giveBack() {
        takeWaiting().forEach(Gate::wake);
    }

    private synchronized List<Gate> takeWaiting() {
        taken--;
        List<Gate> toWake = List.copyOf(waiting);
        waiting.clear();
        return toWake;
    }

    /** Of one listening channel, on whose event loop all but {@link #wake} is called. */
    private final class Gate extends ChannelInboundHandlerAdapter {
        private final Server server;
        private final ArrayDeque<Channel> accepted = new ArrayDeque<>(); // without a place
        private ChannelHandlerContext context;

        @SuppressWarnings("NullAway.Init") // Netty tells the context before all else
        Gate(Server server) {
            this.server = server;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(ChannelHandlerContext unused, Object connection) {
            accepted.add((Channel) connection);
            goOn();
        }

        /** In any thread: there may be a place. */
        void wake() {
            LoopChannel.execute(context.channel(), this::goOn);
        }

        private void goOn() {
            boolean hadPlace = context.channel().config().isAutoRead();
            while (!accepted.isEmpty() && takePlace(this)) {
                letIn(accepted.remove());
                hadPlace = true;
            }
            boolean accepts = accepted.isEmpty() && hasPlace(this);
            context.channel().config().setAutoRead(accepts);
            if (hadPlace && !accepts) {
                server.tellFull();
            }
        }

        private void letIn(Channel connection) {
            AtomicBoolean isGivenBack = new AtomicBoolean();
            Runnable giveBackOnce = () -> {
                if (!isGivenBack.getAndSet(true)) {
                    giveBack();
                }
            };
            connection.closeFuture().addListener(closed -> giveBackOnce.run());
            context.fireChannelRead(connection);
            if (!connection.isOpen()) { // given to a loop that is closed, where no listener is told any more
                giveBackOnce.run();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext closed) {
            accepted.forEach(connection -> connection.unsafe().closeForcibly());
            accepted.clear();
            closed.fireChannelInactive();
        }
    }
}
