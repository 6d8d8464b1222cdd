package io.asyncio.stream;

import io.asyncio.host.HostEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import java.util.concurrent.Executor;

/**
 * Netty's epoll, but for channels that look for nothing at the moment, as one whose peer has ended its side: Netty takes
 * such a channel out of epoll, does not note that, and fails when it is to look for something again, as for room to send
 * the rest of an answer. Here the channel stays in: without an interest, but in edge-triggered mode, so that an error is
 * told once, not for ever.
 */
final class EpollInterest implements IoHandler {
    private static final int NOTHING = 0; // of EpollIoOps: its constant came later than Netty 4.2.0

    private final IoHandler epoll;

    private EpollInterest(IoHandler epoll) {
        this.epoll = epoll;
    }

    /** An event loop that moves bytes so, and is known as Netty's with epoll. */
    static HostEventLoop newEventLoop(Executor threads) {
        IoHandlerFactory epoll = EpollIoHandler.newFactory();
        return new HostEventLoop(
                threads, executor -> new EpollInterest(epoll.newHandler(executor)), EpollIoHandler.class, false);
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new Lasting(epoll.register(handle));
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }

    private static final class Lasting implements IoRegistration {
        private final IoRegistration registration;
        private boolean looked; // for something, so that it is in epoll; touched on the event loop

        Lasting(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        public long submit(IoOps ops) {
            if (((EpollIoOps) ops).value() != NOTHING) {
                looked = true;
                return registration.submit(ops);
            }
            return registration.submit(looked ? EpollIoOps.EPOLLET : ops);
        }

        @Override
        @SuppressWarnings("TypeParameterUnusedInFormals") // as Netty has it
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }
}
