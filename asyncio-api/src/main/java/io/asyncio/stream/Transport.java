package io.asyncio.stream;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** Which of Netty's transports moves the bytes. Chosen by the loop, not by users. */
public enum Transport {
    /** The JDK's selectors: everywhere. */
    NIO {
        @Override
        public IoHandlerFactory newIoHandlerFactory() {
            return NioIoHandler.newFactory();
        }

        @Override
        Class<? extends Channel> channelType(boolean isUnix) {
            return isUnix ? NioDomainSocketChannel.class : NioSocketChannel.class;
        }

        @Override
        Class<? extends ServerChannel> serverChannelType(boolean isUnix) {
            return isUnix ? NioServerDomainSocketChannel.class : NioServerSocketChannel.class;
        }
    };

    /** The one that the loops of this JVM use. */
    public static final Transport PREFERRED = NIO;

    /** For the event loop of a new loop. */
    public abstract IoHandlerFactory newIoHandlerFactory();

    abstract Class<? extends Channel> channelType(boolean isUnix);

    abstract Class<? extends ServerChannel> serverChannelType(boolean isUnix);
}
