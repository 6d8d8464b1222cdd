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
    private static final int LARGE = ByteQueue.SMALL_BYTES + 1;

    private final List<ByteBuf> made = new ArrayList<>();
    private final ByteQueue queue = new ByteQueue();

    /** A piece as a channel reads it: what is not filled of its buffer is room. */
    private ByteBuf piece(String text, int room) {
        ByteBuf piece = Unpooled.directBuffer(text.length() + room).writeBytes(text.getBytes(US_ASCII));
        made.add(piece);
        return piece;
    }

    /** One that is kept in its buffer. */
    private ByteBuf large(String letter) {
        return piece(letter.repeat(LARGE), 0);
    }

    private long unreleased() {
        return made.stream().filter(piece -> piece.refCnt() > 0).count();
    }

    private String takeText(int max) {
        return new String(queue.take(max), US_ASCII);
    }

    @AfterEach
    void nothingIsLeft() {
        queue.clear();
        assertThat(unreleased()).isZero();
        assertThat(queue.size()).isZero();
    }

    @Test
    void aPieceCanBePolledInParts() {
        queue.add(large("a"));
        queue.add(piece("bc", 0));
        ByteBuf part = queue.poll(10L);
        assertThat(part.toString(US_ASCII)).isEqualTo("a".repeat(10));
        assertThat(queue.size()).isEqualTo(LARGE - 10 + 2);
        ByteBuf rest = queue.poll(Long.MAX_VALUE);
        assertThat(rest.readableBytes()).isEqualTo(LARGE - 10);
        rest.release();
        assertThat(unreleased()).as("the first part has the buffer").isEqualTo(1);
        part.release();
        ByteBuf small = queue.poll(1L);
        assertThat(small.toString(US_ASCII)).isEqualTo("b");
        small.release();
        assertThat(takeText(10)).isEqualTo("c");
        assertThat(queue.poll(1L)).isNull();
    }

    @Test
    void bytesCanBeLookedAtAndSkipped() {
        queue.add(large("a"));
        queue.add(large("b"));
        assertThat(queue.peek(LARGE + 1)).asString(US_ASCII).isEqualTo("a".repeat(LARGE) + "b");
        assertThat(queue.size()).isEqualTo(2 * LARGE);
        queue.skip(LARGE + 1);
        assertThat(unreleased()).isEqualTo(1);
        assertThat(queue.peek(Integer.MAX_VALUE)).asString(US_ASCII).isEqualTo("b".repeat(LARGE - 1));
        queue.skip(LARGE - 1);
        assertThat(queue.size()).isZero();
        assertThat(queue.peek(1)).isEmpty();
    }

    @Test
    void largePiecesAreReleasedAsTheyAreRead() {
        queue.add(large("a"));
        queue.add(large("b"));
        assertThat(unreleased()).isEqualTo(2);
        assertThat(takeText(LARGE - 1)).isEqualTo("a".repeat(LARGE - 1));
        assertThat(unreleased()).isEqualTo(2);
        assertThat(takeText(2)).isEqualTo("ab");
        assertThat(unreleased()).isEqualTo(1);
        assertThat(takeText(LARGE)).isEqualTo("b".repeat(LARGE - 1));
        assertThat(unreleased()).isZero();
        assertThat(queue.take(10)).isEmpty();
    }

    @Test
    void smallPiecesAreCopied() {
        queue.add(piece("ab", 10));
        assertThat(unreleased()).isZero();
        queue.add(piece("cd", 10));
        queue.add(large("e"));
        queue.add(piece("f", 0));
        assertThat(unreleased()).isEqualTo(1);
        assertThat(queue.size()).isEqualTo(LARGE + 5);
        assertThat(takeText(3)).isEqualTo("abc");
        assertThat(takeText(LARGE + 2)).isEqualTo("d" + "e".repeat(LARGE) + "f");
    }

    @Test
    void smallOnesShareBuffers() {
        for (int i = 0; i < 10_000; i++) {
            queue.add(piece("x", 0));
        }
        int pieces = 0;
        for (ByteBuf piece = queue.poll(); piece != null; piece = queue.poll()) {
            pieces++;
        }
        assertThat(pieces).isLessThan(20);
        assertThat(queue.size()).isZero();
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
    void aTargetWithLessRoomThanThereIsLeavesTheRest() {
        queue.add(piece("abcdef", 0));
        ByteBuffer target = ByteBuffer.allocate(4);
        assertThat(queue.takeInto(target)).isEqualTo(4);
        assertThat(target.array()).asString().isEqualTo("abcd");
        queue.add(piece("g", 0));
        ByteBuffer rest = ByteBuffer.allocate(10);
        assertThat(queue.takeInto(rest)).isEqualTo(3);
        assertThat(rest.array()).asString().startsWith("efg\0");
    }

    @Test
    void whatIsAddedFromAnArrayIsACopy() {
        byte[] bytes = "abc".getBytes(US_ASCII);
        queue.add(bytes, 1, 2);
        bytes[1] = 'x';
        queue.add(bytes, 0, 1);
        assertThat(takeText(10)).isEqualTo("bca");
    }

    @Test
    void aQueueTakesAnotherOver() {
        ByteQueue other = new ByteQueue();
        queue.addAll(other);
        assertThat(queue.size()).isZero();
        other.add(piece("ab", 0));
        queue.addAll(other);
        other.add(piece("cd", 0));
        queue.addAll(other);
        other.add(large("e"));
        other.add(piece("f", 0));
        queue.addAll(other);
        assertThat(other.size()).isZero();
        assertThat(other.take(1)).isEmpty();
        assertThat(takeText(LARGE + 5)).isEqualTo("abcd" + "e".repeat(LARGE) + "f");
        assertThat(unreleased()).isZero();
    }

    @Test
    void anEmptyPieceIsReleasedAtOnce() {
        queue.add(piece("", 10));
        assertThat(unreleased()).isZero();
        queue.add(large("a"));
        queue.add(piece("", 10));
        assertThat(unreleased()).isEqualTo(1);
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
        queue.add(large("a"));
        queue.add(large("b"));
        queue.take(1);
        queue.detach();
        assertThat(unreleased()).isZero();
        queue.detach();
        assertThat(queue.size()).isEqualTo(2 * LARGE - 1);
        queue.add(piece("c", 0));
        assertThat(takeText(2 * LARGE)).isEqualTo("a".repeat(LARGE - 1) + "b".repeat(LARGE) + "c");
    }
}
