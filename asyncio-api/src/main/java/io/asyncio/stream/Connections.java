package io.asyncio.stream;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens what {@code Asyncio} offers to open. Users call the methods of {@code Asyncio}. */
public final class Connections {
    private static final int MAX_PORT = 65_535;
    private static final int FILE_TYPE = 0xF000; // the bits of a Unix file's mode, and of these a socket's
    private static final int SOCKET = 0xC000;

    private Connections() {}

    /** {@code Asyncio.openConnection(...)}. */
    public static Stream open(SocketHost host, String name, int port, ConnectOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return new Connector(host, options).open(interleaved(resolve(host, name, port)), name);
    }

    /** {@code Asyncio.openUnixConnection(...)}. */
    public static Stream openUnix(SocketHost host, Path path, ConnectOptions options) throws IOException {
        return new Connector(host, options).open(List.of(Transport.PREFERRED.unixAddress(path)), null);
    }

    /** {@code Asyncio.startServer(...)}. */
    public static Server listen(
            SocketHost host, ConnectionHandler handler, @Nullable String name, int port, ServerOptions options)
            throws IOException {
        Objects.requireNonNull(handler, "handler");
        Objects.requireNonNull(options, "options");
        return new Listener(host, handler, options).open(addresses(host, name, port));
    }

    private static List<InetSocketAddress> addresses(SocketHost host, @Nullable String name, int port)
            throws IOException {
        return name == null || name.isEmpty() ? List.of(new EveryAddress(checked(port))) : resolve(host, name, port);
    }

    /** The first of several servers that share a port; nobody else may listen there. */
    public static Server listenFirst(
            SocketHost host, ConnectionHandler handler, @Nullable String name, int port, ServerOptions options)
            throws IOException {
        List<InetSocketAddress> addresses = addresses(host, name, port);
        if (port != 0 && !options.reusePort) {
            for (InetSocketAddress address : addresses) {
                requireFree(address, options);
            }
        }
        return new Listener(host, handler, options.withReusePort(true)).open(addresses);
    }

    /** Else the port would be shared with anybody who asked for the same, as another run of the program. */
    private static void requireFree(InetSocketAddress address, ServerOptions options) throws IOException {
        try (SocketChannel probe = SocketChannel.open()) { // does not listen, hence leaves nothing behind
            probe.setOption(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress);
            probe.bind(address);
        } catch (BindException e) {
            if (String.valueOf(e.getMessage()).contains("in use")) {
                throw SocketFailure.ofBind(address, e);
            }
        }
    }

    /** Another one, which shares the addresses and the places of {@code first}, that {@link #listenFirst} has opened. */
    public static Server listenBeside(SocketHost host, ConnectionHandler handler, Server first, ServerOptions options)
            throws IOException {
        return Listener.beside(first, host, handler, options.withReusePort(true))
                .open(first.sockets());
    }

    /** One server for each of {@code hosts}; the first one accepts, on its own loop, and deals out to all. */
    public static List<Server> listenForAll(
            List<? extends SocketHost> hosts,
            ConnectionHandler handler,
            @Nullable String name,
            int port,
            ServerOptions options)
            throws IOException {
        List<Server> servers =
                hosts.stream().map(host -> new Server(host, handler, options)).toList();
        Listener.dealingOut(servers, options).open(addresses(hosts.get(0), name, port));
        return servers;
    }

    /** {@code Asyncio.startUnixServer(...)}. */
    public static Server listenUnix(SocketHost host, ConnectionHandler handler, Path path, ServerOptions options)
            throws IOException {
        Objects.requireNonNull(handler, "handler");
        removeStaleSocket(path);
        return new Listener(host, handler, options).open(List.of(Transport.PREFERRED.unixAddress(path)));
    }

    /** What an earlier server has left, and nothing else, which native code would delete. */
    private static void removeStaleSocket(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        if (!isSocket(path)) {
            throw new BindException(path + " is in the way: it exists, and is no socket");
        }
        Files.delete(path);
    }

    /** "Other" than files, directories and links are pipes and devices, too. */
    private static boolean isSocket(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == SOCKET;
        }
        return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    }

    /** {@code Asyncio.createDatagramEndpoint(...)}. */
    public static DatagramStream openDatagram(
            SocketHost host, @Nullable InetSocketAddress local, @Nullable InetSocketAddress peer) throws IOException {
        return new DatagramOpener(host)
                .open(
                        local == null ? new EveryAddress(0) : resolved(host, local),
                        peer == null ? null : resolved(host, peer));
    }

    /** Netty would look a peer's name up on the loop's thread, and no local one. */
    private static InetSocketAddress resolved(SocketHost host, InetSocketAddress address) throws IOException {
        return address.isUnresolved()
                ? resolve(host, address.getHostString(), address.getPort()).get(0)
                : address;
    }

    /** The system's resolver blocks, so that a thread asks it; not for an address written in numbers. */
    private static List<InetSocketAddress> resolve(SocketHost host, String name, int port) throws IOException {
        Objects.requireNonNull(name, "host");
        checked(port);
        boolean isNumeric = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
        InetAddress[] found =
                isNumeric ? InetAddress.getAllByName(name) : host.awaitResult(() -> InetAddress.getAllByName(name));
        return Arrays.stream(found)
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    private static int checked(int port) {
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("a port must be between 0 and 65535, got " + port);
        }
        return port;
    }

    /** IPv6 and IPv4 in turn, beginning with the family that the system prefers. */
    private static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses) {
        Deque<InetSocketAddress> preferred = new ArrayDeque<>();
        Deque<InetSocketAddress> others = new ArrayDeque<>();
        boolean prefersIpV4 = isIpV4(addresses.get(0));
        addresses.forEach(address -> (isIpV4(address) == prefersIpV4 ? preferred : others).add(address));
        List<InetSocketAddress> result = new ArrayList<>();
        while (!preferred.isEmpty() || !others.isEmpty()) {
            if (!preferred.isEmpty()) {
                result.add(preferred.remove());
            }
            if (!others.isEmpty()) {
                result.add(others.remove());
            }
        }
        return result;
    }

    private static boolean isIpV4(InetSocketAddress address) {
        return address.getAddress() instanceof Inet4Address;
    }
}
