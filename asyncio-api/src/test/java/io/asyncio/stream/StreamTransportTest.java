package io.asyncio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.host.HostEventLoop;
import io.netty.channel.IoHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.uring.IoUringIoHandler;
import org.junit.jupiter.api.Test;

class StreamTransportTest {
    /** Who puts channels of their own on a loop ask so which ones it takes. */
    @Test
    void anEventLoopIsKnownAsOneOfNettys() {
        Class<? extends IoHandler> type =
                switch (Transport.PREFERRED) {
                    case EPOLL -> EpollIoHandler.class;
                    case KQUEUE -> KQueueIoHandler.class;
                    case IO_URING -> IoUringIoHandler.class;
                    case NIO -> NioIoHandler.class;
                };
        HostEventLoop eventLoop = Transport.PREFERRED.newEventLoop(Thread::new);
        try {
            assertThat(eventLoop.isIoType(type)).isTrue();
            assertThat(eventLoop.isIoType(IoHandler.class)).isFalse();
        } finally {
            eventLoop.end();
        }
    }
}
