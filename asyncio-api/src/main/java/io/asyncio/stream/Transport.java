package io.asyncio.stream;

import io.asyncio.host.HostEventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.ReflectiveChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDatagramChannel;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueServerDomainSocketChannel;
import io.netty.channel.kqueue.KQueueServerSocketChannel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.AbstractNioChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDatagramChannel;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executor;

/**
 * Which of Netty's transports moves the bytes: the first here that is on the class path and works, or the one that
 * {@code -Dio.asyncio.transport} names. Chosen by the loop, not by users.
 */
public enum Transport {
    /** Linux's epoll: {@code netty-transport-native-epoll}. */
    EPOLL {
        @Override
        boolean works() {
            return Epoll.isAvailable();
        }

        @Override
        public HostEventLoop newEventLoop(Executor threads) {
            return EpollInterest.newEventLoop(threads);
        }

        @Override
        Class<? extends Channel> channelType(boolean isUnix) {
            return isUnix ? EpollDomainSocketChannel.class : EpollSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(boolean isUnix) {
            return isUnix ? EpollServerDomainSocketChannel.class : EpollServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> datagramChannelType() {
            return EpollDatagramChannel.class;
        }

        @Override
        ChannelFactory<? extends ServerChannel> serverChannels(SocketAddress address) {
            return isIpV4(address)
                    ? () -> new EpollServerSocketChannel(SocketProtocolFamily.INET)
                    : super.serverChannels(address);
        }

        @Override
        Channel newIpV4DatagramChannel() {
            return new EpollDatagramChannel(SocketProtocolFamily.INET);
        }
    },

    /** macOS's and BSD's kqueue: {@code netty-transport-native-kqueue}. */
    KQUEUE {
        @Override
        boolean works() {
            return KQueue.isAvailable();
        }

        @Override
        public HostEventLoop newEventLoop(Executor threads) {
            return new HostEventLoop(threads, KQueueIoHandler.newFactory(), KQueueIoHandler.class, false);
        }

        @Override
        Class<? extends Channel> channelType(boolean isUnix) {
            return isUnix ? KQueueDomainSocketChannel.class : KQueueSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(boolean isUnix) {
            return isUnix ? KQueueServerDomainSocketChannel.class : KQueueServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> datagramChannelType() {
            return KQueueDatagramChannel.class;
        }

        @Override
        Channel newIpV4DatagramChannel() {
            return new KQueueDatagramChannel(SocketProtocolFamily.INET);
        }
    },

    /** Linux's io_uring: {@code netty-transport-native-io_uring}. */
    IO_URING {
        @Override
        boolean works() {
            return IoUring.isAvailable();
        }

        @Override
        boolean releasesAtOnce() {
            return false;
        }

        /** Not every kernel that has io_uring has its splice. */
        @Override
        boolean sendsFiles() {
            return false;
        }

        @Override
        public HostEventLoop newEventLoop(Executor threads) {
            return new HostEventLoop(threads, IoUringIoHandler.newFactory(), IoUringIoHandler.class, true);
        }

        @Override
        Class<? extends Channel> channelType(boolean isUnix) {
            return isUnix ? IoUringDomainSocketChannel.class : IoUringSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(boolean isUnix) {
            return isUnix ? IoUringServerDomainSocketChannel.class : IoUringServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> datagramChannelType() {
            return IoUringDatagramChannel.class;
        }

        @Override
        Channel newIpV4DatagramChannel() {
            return new IoUringDatagramChannel(SocketProtocolFamily.INET);
        }

        @Override
        boolean allowsHalfClosureOfUnixSockets() {
            return false;
        }
    },

    /** The JDK's selectors: everywhere. */
    NIO {
        @Override
        boolean works() {
            return true;
        }

        @Override
        boolean releasesAtOnce() {
            return false;
        }

        @Override
        public HostEventLoop newEventLoop(Executor threads) {
            return new HostEventLoop(threads, NioIoHandler.newFactory(), NioIoHandler.class, false);
        }

        @Override
        Class<? extends Channel> channelType(boolean isUnix) {
            return isUnix ? NioDomainSocketChannel.class : NioSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(boolean isUnix) {
            return isUnix ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
        }

        @Override
        Class<? extends Channel> datagramChannelType() {
            return NioDatagramChannel.class;
        }

        @Override
        boolean allowsHalfClosureOfUnixSockets() {
            return false;
        }

        @Override
        ChannelOption<Boolean> reusePort() {
            return NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
        }

        @Override
        public boolean canReusePort() {
            return JdkSockets.REUSE_PORT;
        }

        @Override
        SocketAddress unixAddress(Path path) {
            return UnixDomainSocketAddress.of(path);
        }

        @Override
        SocketAddress asTheJdkHasIt(SocketAddress address) {
            return address;
        }

        @Override
        ChannelFactory<? extends ServerChannel> serverChannels(SocketAddress address) {
            return isIpV4(address)
                    ? () -> new NioServerSocketChannel(SelectorProvider.provider(), SocketProtocolFamily.INET)
                    : super.serverChannels(address);
        }

        @Override
        Channel newIpV4DatagramChannel() {
            return new NioDatagramChannel(SocketProtocolFamily.INET);
        }

        /** Netty asks the JDK's channel for the address, which has none once it is closed. */
        @Override
        void keepFromRemovingFile(SocketAddress unixAddress, Channel server) throws IOException {
            ((AbstractNioChannel.NioUnsafe) server.unsafe()).ch().close();
        }
    };

    /** What the JDK tells of its sockets only when there is one: asked once. */
    private static final class JdkSockets {
        static final boolean REUSE_PORT = canReusePort();

        private static boolean canReusePort() {
            try (ServerSocketChannel socket = ServerSocketChannel.open()) {
                return socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
            } catch (IOException noSocket) {
                return false;
            }
        }
    }

    private static boolean isIpV4(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && !(address instanceof EveryAddress)
                && inet.getAddress() instanceof Inet4Address;
    }

    private static final String PROPERTY = "io.asyncio.transport";

    /** The one that the loops of this JVM use. */
    public static final Transport PREFERRED = preferred(System.getProperty(PROPERTY, ""));

    private static Transport preferred(String name) {
        for (Transport transport : values()) {
            if (name.isEmpty() ? transport.isAvailable() : transport.name().equalsIgnoreCase(name)) {
                if (transport.isAvailable()) {
                    return transport;
                }
                throw new IllegalStateException("-D" + PROPERTY + "=" + name + " needs Netty's "
                        + transport.name().toLowerCase(Locale.ROOT)
                        + " transport, with its native library, on the class path");
            }
        }
        throw new IllegalArgumentException("-D" + PROPERTY + "=" + name + " names no transport: use one of "
                + Arrays.toString(values()).toLowerCase(Locale.ROOT));
    }

    private boolean isAvailable() {
        try {
            return works();
        } catch (LinkageError notOnTheClassPath) {
            return false;
        }
    }

    /**
     * The class of this transport that is a {@code kind} of channel, as {@link SocketChannel}: for channels of your own on
     * {@link io.asyncio.Loop#eventLoop()}. Any thread may ask.
     *
     * @throws IllegalArgumentException if it has none
     */
    public <C extends Channel> Class<? extends C> channelClass(Class<C> kind) {
        Class<? extends Channel> found =
                switch (kind.getSimpleName()) { // a name, as some kinds need a library that may not be there
                    case "SocketChannel" -> channelType(false);
                    case "ServerSocketChannel" -> serverChannelType(false);
                    case "DatagramChannel" -> datagramChannelType();
                    case "DomainSocketChannel" -> channelType(true);
                    case "ServerDomainSocketChannel" -> serverChannelType(true);
                    default -> Channel.class;
                };
        if (!kind.isAssignableFrom(found)) {
            throw new IllegalArgumentException(
                    "The transport " + name().toLowerCase(Locale.ROOT) + " has no " + kind.getName());
        }
        return found.asSubclass(kind);
    }

    abstract boolean works();

    /** Whether the system has a socket back as soon as its channel is closed. */
    boolean releasesAtOnce() {
        return true;
    }

    /** Whether the system sends files on its sockets by itself. */
    boolean sendsFiles() {
        return true;
    }

    /** The event loop of a new loop; its thread starts with the first work. */
    public abstract HostEventLoop newEventLoop(Executor threads);

    abstract Class<? extends Channel> channelType(boolean isUnix);

    abstract Class<? extends ServerChannel> serverChannelType(boolean isUnix);

    abstract Class<? extends Channel> datagramChannelType();

    abstract Channel newIpV4DatagramChannel();

    /** Makes channels that listen on {@code address}; if they can, on nothing beside it, as IPv6 where it is 0.0.0.0. */
    ChannelFactory<? extends ServerChannel> serverChannels(SocketAddress address) {
        return new ReflectiveChannelFactory<>(serverChannelType(!(address instanceof InetSocketAddress)));
    }

    /** Makes channels that receive at {@code local}, and nowhere beside it, as IPv6 where it is 0.0.0.0. */
    ChannelFactory<? extends Channel> datagramChannels(InetSocketAddress local) {
        return isIpV4(local) ? this::newIpV4DatagramChannel : new ReflectiveChannelFactory<>(datagramChannelType());
    }

    /** The option by which several sockets may listen on one port. */
    ChannelOption<Boolean> reusePort() {
        return UnixChannelOption.SO_REUSEPORT;
    }

    /** Whether the system has it, and deals connections out to them. */
    public boolean canReusePort() {
        return true;
    }

    /** Has {@code channel}, which is being initialised, stay open when its peer has ended its side. */
    void allowHalfClosure(Channel channel) {
        if (channel instanceof SocketChannel || allowsHalfClosureOfUnixSockets()) {
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        } else {
            channel.pipeline().addLast(new UnixHalfClosure());
        }
    }

    boolean allowsHalfClosureOfUnixSockets() {
        return true;
    }

    SocketAddress unixAddress(Path path) {
        return NativeUnixAddress.of(path);
    }

    SocketAddress asTheJdkHasIt(SocketAddress address) {
        return NativeUnixAddress.asTheJdkHasIt(address);
    }

    /** Has Netty not remove the file when it closes {@code server}, which is bound to {@code unixAddress}. */
    void keepFromRemovingFile(SocketAddress unixAddress, Channel server) throws IOException {
        ((NativeUnixAddress) unixAddress).forgetFile();
    }
}
