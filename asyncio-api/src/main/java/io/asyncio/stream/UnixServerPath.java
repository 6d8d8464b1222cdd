package io.asyncio.stream;

import io.asyncio.ExceptionContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a server on a Unix domain socket listens: its file goes with it, but not that of another server that has taken
 * the path meanwhile, which Netty would delete as well. Used on the event loop.
 */
final class UnixServerPath extends ChannelOutboundHandlerAdapter {
    private final SocketHost host;
    private final Path path;
    private @Nullable SocketAddress bound; // null before, and when removed
    private @Nullable Object key; // the file's, where the system has such a thing: its device and inode

    UnixServerPath(SocketHost host, Path path) {
        this.host = host;
        this.path = path;
    }

    /** The key is taken before anybody hears that the server listens: who does may replace the file at once. */
    @Override
    public void bind(ChannelHandlerContext context, SocketAddress address, ChannelPromise promise) {
        if (!promise.setUncancellable()) {
            return; // nobody wants it any more, and Netty closes it
        }
        context.bind(address).addListener(done -> {
            if (done.isSuccess()) {
                key = keyOfFile();
                bound = address;
                promise.trySuccess();
            } else {
                promise.tryFailure(done.cause());
            }
        });
    }

    /** Removes the file before the socket is closed: until then no other file can have its key. */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        SocketAddress address = bound;
        bound = null;
        if (address != null) {
            removeOwnFile(address, context.channel());
        }
        context.close(promise);
    }

    private void removeOwnFile(SocketAddress address, Channel channel) {
        try {
            if (Objects.equals(keyOfFile(), key)) {
                Files.deleteIfExists(path);
            }
            Transport.PREFERRED.keepFromRemovingFile(address, channel);
        } catch (IOException e) {
            String message = "Cannot remove the file of a Unix server that closes";
            host.deliver(() -> host.loop().callExceptionHandler(new ExceptionContext(message, e, null)));
        }
    }

    private @Nullable Object keyOfFile() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException removed) {
            return null;
        }
    }
}
