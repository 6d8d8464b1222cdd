package io.asyncio.stream;

import io.asyncio.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import kotlin.internal.LowPriorityInOverloadResolution;

/** Reads what has arrived, wherever it comes from; refused outside of the loop. */
abstract sealed class LoopReader implements StreamReader permits Stream, PipeReader {
    final Loop loop;
    final ReadSide in;

    /** With {@code limit}, as {@link StreamOptions#withLimit} says. */
    LoopReader(Loop loop, int limit) {
        this.loop = loop;
        this.in = new ReadSide(limit, this::requestRead);
    }

    /** Has more read: there is room for it. On the loop. */
    abstract void requestRead();

    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend functions of kotlin-adapter go first
    public byte[] read() throws IOException {
        checkLoop("read()");
        return in.readAll();
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] read(int max) throws IOException {
        checkLoop("read()");
        return in.read(max);
    }

    @Override
    @LowPriorityInOverloadResolution
    public int readInto(byte[] target) throws IOException {
        return readInto(ByteBuffer.wrap(target));
    }

    @Override
    @LowPriorityInOverloadResolution
    public int readInto(ByteBuffer target) throws IOException {
        checkLoop("readInto()");
        return in.readInto(target);
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] readExactly(int count) throws IOException {
        checkLoop("readExactly()");
        return in.readExactly(count);
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] readLine() throws IOException {
        checkLoop("readLine()");
        return in.readLine();
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] readUntil(byte[]... separators) throws IOException {
        checkLoop("readUntil()");
        return in.readUntil(separators);
    }

    @Override
    @LowPriorityInOverloadResolution
    public long transferTo(StreamWriter target, long limit) throws IOException {
        checkLoop("transferTo()");
        Objects.requireNonNull(target, "target");
        if (limit < 0) {
            throw new IllegalArgumentException("transferTo() needs a limit >= 0, got " + limit);
        }
        return in.transferTo(TransferTarget.of(target), limit);
    }

    @Override
    public boolean atEof() {
        return in.atEnd();
    }

    final void checkLoop(String call) {
        LoopChannel.checkLoop(loop, call, this);
    }
}
