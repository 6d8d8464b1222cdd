package io.asyncio.stream;

import io.asyncio.Future;
import io.asyncio.Task;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens connections. With several addresses for a host, the next is tried while the first is slow (RFC 8305). */
final class Connector {
    private final SocketHost host;
    private final ConnectOptions options;

    Connector(SocketHost host, ConnectOptions options) {
        this.host = host;
        this.options = options;
    }

    Stream open(List<? extends SocketAddress> addresses, @Nullable String serverName) throws IOException {
        Stream stream = addresses.size() == 1 ? connect(addresses.get(0)) : race(addresses);
        if (options.ssl != null) {
            secure(stream, options.ssl, options.serverName == null ? serverName : options.serverName);
        }
        return stream;
    }

    /** Nobody else has the stream if TLS cannot even begin. */
    private static void secure(Stream stream, Tls tls, @Nullable String serverName) throws IOException {
        try {
            stream.startTls(tls, serverName);
        } catch (Throwable e) {
            stream.abort();
            throw e;
        }
    }

    /** The first that answers wins; those that come later are closed. */
    private Stream race(List<? extends SocketAddress> addresses) throws IOException {
        List<Task<Stream>> attempts = new ArrayList<>();
        Iterator<? extends SocketAddress> next = addresses.iterator();
        Stream winner = null;
        try {
            while (winner == null && (next.hasNext() || attempts.stream().anyMatch(attempt -> !attempt.done()))) {
                if (next.hasNext()) {
                    SocketAddress address = next.next();
                    attempts.add(host.loop().createTask("connect to " + address, () -> connect(address)));
                }
                List<Task<Stream>> running =
                        attempts.stream().filter(attempt -> !attempt.done()).toList();
                host.awaitFirst(running, next.hasNext() ? options.happyEyeballsDelay : null);
                winner = firstOf(attempts);
            }
        } finally {
            endAllBut(winner, attempts);
        }
        return winner == null ? fail(attempts) : winner;
    }

    private static @Nullable Stream firstOf(List<Task<Stream>> attempts) {
        return attempts.stream()
                .filter(attempt -> attempt.done() && !attempt.cancelled() && attempt.exception() == null)
                .map(Task::result)
                .findFirst()
                .orElse(null);
    }

    private static void endAllBut(@Nullable Stream winner, List<Task<Stream>> attempts) {
        for (Task<Stream> attempt : attempts) {
            if (attempt.cancel()) {
                attempt.addDoneCallback(done -> abortUnless(winner, done));
            } else {
                abortUnless(winner, attempt); // now: a failure that nobody has seen is told at the end of this turn
            }
        }
    }

    private static void abortUnless(@Nullable Stream winner, Future<Stream> attempt) {
        if (!attempt.cancelled() && attempt.exception() == null && attempt.result() != winner) {
            attempt.result().abort();
        }
    }

    private static Stream fail(List<Task<Stream>> attempts) throws IOException {
        List<Throwable> failures =
                attempts.stream().<Throwable>map(Future::exception).toList();
        ConnectException failure =
                new ConnectException("None of the host's " + attempts.size() + " addresses answered: "
                        + failures.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")));
        failure.initCause(failures.get(0));
        failures.forEach(failure::addSuppressed);
        throw failure;
    }

    private Stream connect(SocketAddress address) throws IOException {
        boolean isUnix = !(address instanceof InetSocketAddress);
        Bootstrap bootstrap = new Bootstrap()
                .group(host.eventLoop())
                .channel(Transport.PREFERRED.channelType(isUnix))
                .option(ChannelOption.ALLOCATOR, host.allocator())
                .option(ChannelOption.RECVBUF_ALLOCATOR, Reads.INSTANCE)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, StreamOptions.millis(options.connectTimeout))
                .handler(new Initialising());
        if (!isUnix) {
            bootstrap
                    .option(ChannelOption.TCP_NODELAY, options.noDelay)
                    .option(ChannelOption.SO_KEEPALIVE, options.keepAlive);
        }
        return ChannelAttempt.awaitConnected(
                host,
                bootstrap.connect(address, options.localAddress),
                address,
                channel -> new Stream(host, channel, false, options));
    }

    private static final class Initialising extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            Transport.PREFERRED.allowHalfClosure(channel);
        }
    }
}
