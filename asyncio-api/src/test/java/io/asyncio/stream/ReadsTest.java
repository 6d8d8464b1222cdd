package io.asyncio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // of RecvByteBufAllocator.Handle, which Netty still asks for
class ReadsTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RecvByteBufAllocator.Handle reads = Reads.INSTANCE.newHandle();

    /** Whether the channel goes on after it has got so many of the bytes that it had room for. */
    private boolean goesOnAfter(int got, int room) {
        reads.attemptedBytesRead(room);
        reads.lastBytesRead(got);
        reads.incMessagesRead(1);
        return reads.continueReading();
    }

    @Test
    void aChannelThatDoesNotReadByItselfReadsWhileItsBuffersFill() {
        channel.config().setAutoRead(false);
        for (int round = 0; round < 2; round++) {
            reads.reset(channel.config());
            assertThat(goesOnAfter(100, 100)).isTrue();
            assertThat(goesOnAfter(50, 100)).as("there was no more").isFalse();
        }
        reads.reset(channel.config());
        assertThat(goesOnAfter(-1, 100)).as("the end").isFalse();
    }

    @Test
    void afterFourOthersHaveTheirTurn() {
        reads.reset(channel.config());
        for (int before = 0; before < 3; before++) {
            assertThat(goesOnAfter(10, 10)).isTrue();
        }
        assertThat(goesOnAfter(10, 10)).isFalse();
    }

    @Test
    void smallReadsShareABufferUntilSomebodyKeepsIt() {
        ByteBufAllocator allocator = channel.alloc();
        ByteBuf first = reads.allocate(allocator).writeByte('a');
        assertThat(first.isDirect()).isTrue();
        first.release();
        ByteBuf second = Reads.INSTANCE.newHandle().allocate(allocator);
        assertThat(second).isSameAs(first);
        assertThat(second.isReadable()).as("what was read before").isFalse();
        second.writeByte('b');

        ByteBuf third = reads.allocate(allocator).writeByte('c');
        assertThat(third).isNotSameAs(second);
        assertThat(second.readByte()).isEqualTo((byte) 'b');
        assertThat(second.release()).as("was the last reference").isTrue();
        third.release();
    }

    @Test
    void largeReadsHaveBuffersOfTheirOwn() {
        while (reads.guess() <= SharedBuffer.BYTES) {
            assertThat(goesOnAfter(reads.guess(), reads.guess())).isTrue();
            reads.readComplete();
            reads.reset(channel.config());
        }
        ByteBuf large = reads.allocate(channel.alloc());
        assertThat(large.writableBytes()).isGreaterThan(SharedBuffer.BYTES);
        assertThat(large.release()).isTrue();
    }
}
