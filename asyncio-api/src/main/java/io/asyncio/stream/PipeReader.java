package io.asyncio.stream;

import io.asyncio.Loop;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import kotlin.internal.LowPriorityInOverloadResolution;

/**
 * What a process writes, for the tasks of a loop; made by {@code createSubprocessExec}. Any thread may make one, and end it.
 */
public final class PipeReader implements StreamReader {
    private static final int CHUNK_BYTES = 64 * 1024; // as many as a pipe of Linux holds

    private final Loop loop;
    private final InputStream pipe;
    private final PipeThread thread;
    private final ReadSide in;
    private final byte[] chunk = new byte[CHUNK_BYTES]; // touched by the thread

    /** Begins to read {@code pipe}, for tasks of {@code loop}, in a thread called {@code name}. */
    public PipeReader(Loop loop, InputStream pipe, String name, int limit) {
        this.loop = loop;
        this.pipe = pipe;
        this.thread = new PipeThread(name, pipe, this::readOnce);
        this.in = new ReadSide(limit, thread::request);
        thread.request();
    }

    private boolean readOnce() {
        try {
            int count = pipe.read(chunk);
            if (count >= 0) {
                ByteQueue arrived = new ByteQueue();
                arrived.add(chunk, 0, count);
                return LoopPipe.deliver(loop, () -> received(arrived));
            }
            pipe.close();
            LoopPipe.deliver(loop, in::end);
        } catch (Throwable e) {
            LoopPipe.deliver(loop, () -> in.fail(SocketFailure.of(e)));
        }
        return false;
    }

    private void received(ByteQueue arrived) {
        in.received(arrived);
        in.readComplete();
    }

    /** Reads no more. */
    public void end() {
        thread.end();
    }

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
    public boolean atEof() {
        return in.atEnd();
    }

    private void checkLoop(String call) {
        LoopChannel.checkLoop(loop, call, this);
    }

    @Override
    public String toString() {
        return "PipeReader[" + (in.atEnd() ? "at its end" : "open") + "]";
    }
}
