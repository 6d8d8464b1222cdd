package io.asyncio.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;

/**
 * The memory through which the small messages of an event loop's channels come and go, one after the other: who takes it
 * copies what was read, or has it sent, and releases it. A pooled buffer for each message would cost a tenth of what is
 * done for it.
 */
final class SharedBuffer {
    static final int BYTES = 4096;

    private static final FastThreadLocal<SharedBuffer> OF_THREAD = new FastThreadLocal<>() {
        @Override
        protected SharedBuffer initialValue() {
            return new SharedBuffer();
        }
    };

    private ByteBuf buffer = newBuffer();

    /** Its memory is the garbage collector's: nobody is told when the last one has been taken. */
    private static ByteBuf newBuffer() {
        return Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES));
    }

    /** Of the current event loop. */
    static SharedBuffer current() {
        return OF_THREAD.get();
    }

    /** Empty, and to be released; another one if somebody has not yet released the last. */
    ByteBuf take() {
        if (buffer.refCnt() > 1) {
            ByteBuf other = newBuffer(); // for which there may be no memory
            buffer.release();
            buffer = other;
        }
        return buffer.clear().retain();
    }
}
