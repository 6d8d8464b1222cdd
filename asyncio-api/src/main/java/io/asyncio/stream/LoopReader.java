package io.asyncio.stream;

import io.asyncio.Loop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import kotlin.internal.LowPriorityInOverloadResolution;

/** Reads what has arrived, wherever it comes from; refused outside of the loop's tasks. */
abstract sealed class LoopReader implements StreamReader permits Stream, PipeReader {
    final Loop loop;
    final ReadSide in;
    private final StreamHost readBy;

    /** With {@code limit}, as {@link StreamOptions#withLimit} says. */
    LoopReader(StreamHost host, int limit) {
        this.loop = host.loop();
        this.readBy = host;
        this.in = new ReadSide(limit, this::requestRead);
    }

    /** Has more read: there is room for it. On the loop. */
    abstract void requestRead();

    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend functions of kotlin-adapter go first
    public byte[] read() throws IOException {
        checkTask("read()");
        return in.readAll();
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] read(int max) throws IOException {
        checkTask("read()");
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
        checkTask("readInto()");
        return in.readInto(target);
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] readExactly(int count) throws IOException {
        checkTask("readExactly()");
        return in.readExactly(count);
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] readLine() throws IOException {
        checkTask("readLine()");
        return in.readLine();
    }

    @Override
    @LowPriorityInOverloadResolution
    public byte[] readUntil(byte[]... separators) throws IOException {
        checkTask("readUntil()");
        return in.readUntil(separators);
    }

    @Override
    @LowPriorityInOverloadResolution
    public long transferTo(StreamWriter target, long limit) throws IOException {
        checkTask("transferTo()");
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
        readBy.checkLoop(call, this);
    }

    final void checkTask(String call) {
        readBy.checkTask(call, this);
    }
}
