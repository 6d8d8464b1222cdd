package io.asyncio.stream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * Keeps a Unix socket open when its peer has ended its side, where Netty would close all of it whatever its options say.
 * What the channel asks how to read notes the end and passes it off as nothing read; then it is told as it is elsewhere.
 */
@SuppressWarnings("deprecation") // ExtendedHandle asks for the plain one, too
final class UnixHalfClosure extends ChannelInboundHandlerAdapter implements RecvByteBufAllocator {
    private boolean ended; // touched on the event loop

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setRecvByteBufAllocator(this);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (ended) {
            ended = false;
            ((DuplexChannel) context.channel()).shutdownInput(); // so that it reads no more
            context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
        context.fireChannelReadComplete();
    }

    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new NotingTheEnd((RecvByteBufAllocator.ExtendedHandle) Reads.INSTANCE.newHandle());
    }

    private final class NotingTheEnd extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {
        private final RecvByteBufAllocator.ExtendedHandle reads;

        NotingTheEnd(RecvByteBufAllocator.ExtendedHandle reads) {
            super(reads);
            this.reads = reads;
        }

        @Override
        public void lastBytesRead(int bytes) {
            ended |= bytes < 0;
            super.lastBytesRead(Math.max(0, bytes));
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier mayBeMore) {
            return reads.continueReading(mayBeMore);
        }
    }
}
