package io.asyncio.stream;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ByteQueueTest {
    private final List<ByteBuf> made = new ArrayList<>();
    private final ByteQueue queue = new ByteQueue();

    /** A piece as a channel reads it: what is not filled of its buffer is room. */
    private ByteBuf piece(String text, int room) {
        ByteBuf piece = Unpooled.directBuffer(text.length() + room).writeBytes(text.getBytes(US_ASCII));
        made.add(piece);
        return piece;
    }

    private long unreleased() {
        return made.stream().filter(piece -> piece.refCnt() > 0).count();
    }

    @AfterEach
    void nothingIsLeft() {
        queue.clear();
        assertThat(unreleased()).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void piecesAreReleasedAsTheyAreRead() {
        queue.add(piece("abc", 0));
        queue.add(piece("def", 0));
        assertThat(queue.take(2)).asString().isEqualTo("ab");
        assertThat(unreleased()).isEqualTo(2);
        assertThat(queue.take(2)).asString().isEqualTo("cd");
        assertThat(unreleased()).isEqualTo(1);
        assertThat(queue.take(10)).asString().isEqualTo("ef");
        assertThat(unreleased()).isZero();
        assertThat(queue.take(10)).isEmpty();
    }

    @Test
    void aTargetIsFilledAcrossPiecesAndKeepsItsLimit() {
        queue.add(piece("abc", 0));
        queue.add(piece("def", 0));
        byte[] bytes = new byte[6];
        ByteBuffer target = ByteBuffer.wrap(bytes, 1, 4);
        assertThat(queue.takeInto(target)).isEqualTo(4);
        assertThat(bytes).asString().isEqualTo("\0abcd\0");
        assertThat(target.remaining()).isZero();
        assertThat(target.limit()).isEqualTo(5);
        assertThat(queue.takeInto(ByteBuffer.allocateDirect(10))).isEqualTo(2);
    }

    @Test
    void smallPiecesShareABuffer() {
        for (int i = 0; i < 100; i++) {
            queue.add(piece("x", 49));
        }
        assertThat(unreleased()).isEqualTo(2);
        assertThat(queue.take(100)).asString().isEqualTo("x".repeat(100));
    }

    @Test
    void anEmptyPieceIsReleasedAtOnce() {
        queue.add(piece("", 10));
        assertThat(unreleased()).isZero();
    }

    @Test
    void separatorsAreFoundAcrossPiecesAndBehindWhatWasRead() {
        queue.add(piece("..a\r", 0));
        queue.add(piece("\nb\r\r\n", 0));
        queue.take(2);
        assertThat(queue.indexOf(new byte[] {'\r', '\n'}, 0)).isEqualTo(1);
        assertThat(queue.indexOf(new byte[] {'\r', '\n'}, 1)).isEqualTo(1);
        assertThat(queue.indexOf(new byte[] {'\r', '\n'}, 2)).isEqualTo(5);
        assertThat(queue.indexOf(new byte[] {'\n'}, 3)).isEqualTo(6);
        assertThat(queue.indexOf(new byte[] {'\n', 'x'}, 0)).isEqualTo(-1);
        assertThat(queue.indexOf(new byte[] {'a'}, 1)).isEqualTo(-1);
        assertThat(queue.indexOf(new byte[10], 0)).isEqualTo(-1);
        assertThat(queue.take(10)).asString().isEqualTo("a\r\nb\r\r\n");
    }

    @Test
    void detachedItHoldsNoBuffersAndAllBytes() {
        queue.add(piece("abc", 0));
        queue.add(piece("def", 0));
        queue.take(1);
        queue.detach();
        assertThat(unreleased()).isZero();
        queue.detach();
        assertThat(queue.size()).isEqualTo(5);
        assertThat(queue.take(10)).asString().isEqualTo("bcdef");
    }
}
