package io.asyncio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;

/**
 * How a channel reads that is asked each time: on until there is nothing more, or four buffers are full. Netty would read
 * once, and every second block would cost a round of its own.
 */
@SuppressWarnings("deprecation") // ExtendedHandle asks for the plain one, too
final class Reads extends AdaptiveRecvByteBufAllocator {
    static final Reads INSTANCE = new Reads();
    private static final int AT_ONCE = 4;
    private static final int LEAST_BYTES = 1024; // a buffer of just what comes would always be full
    private static final int MOST_BYTES = 64 * 1024;

    private Reads() {
        super(LEAST_BYTES, 2 * LEAST_BYTES, MOST_BYTES);
    }

    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new Counted(super.newHandle());
    }

    private static final class Counted extends RecvByteBufAllocator.DelegatingHandle
            implements RecvByteBufAllocator.ExtendedHandle {
        private final UncheckedBooleanSupplier filled = () -> lastBytesRead() == attemptedBytesRead();
        private int reads;

        Counted(RecvByteBufAllocator.Handle adaptive) {
            super(adaptive);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return guess() > SharedBuffer.BYTES
                    ? super.allocate(allocator)
                    : SharedBuffer.current().take();
        }

        @Override
        public void reset(ChannelConfig config) {
            reads = 0;
            super.reset(config);
        }

        @Override
        public void incMessagesRead(int messages) {
            reads += messages;
            super.incMessagesRead(messages);
        }

        @Override
        public boolean continueReading() {
            return continueReading(filled);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier mayBeMore) {
            return reads < AT_ONCE && lastBytesRead() > 0 && mayBeMore.get();
        }
    }
}
