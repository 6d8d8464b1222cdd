package io.asyncio.stream;

import io.asyncio.Loop;
import java.io.InputStream;

/**
 * What a process writes, for the tasks of a loop; made by {@code createSubprocessExec}. Any thread may make one, and end it.
 */
public final class PipeReader extends LoopReader {
    private static final int CHUNK_BYTES = 64 * 1024; // as many as a pipe of Linux holds

    private final InputStream pipe;
    private final PipeThread thread;
    private final byte[] chunk = new byte[CHUNK_BYTES]; // touched by the thread

    /** Begins to read {@code pipe}, for tasks of {@code loop}, in a thread called {@code name}. */
    public PipeReader(Loop loop, InputStream pipe, String name, int limit) {
        super(loop, limit);
        this.pipe = pipe;
        this.thread = new PipeThread(name, pipe, this::readOnce);
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
    void requestRead() {
        thread.request();
    }

    @Override
    public String toString() {
        return "PipeReader[" + (in.atEnd() ? "at its end" : "open") + "]";
    }
}
