package io.asyncio.stream;

import java.io.InputStream;

/**
 * What a process writes, for the tasks of a loop; made by {@code createSubprocessExec}. Any thread may make one, and end it.
 */
public final class PipeReader extends LoopReader {
    private static final int CHUNK_BYTES = 64 * 1024; // as many as a pipe of Linux holds

    private final InputStream pipe;
    private final PipeThread thread;
    private final byte[] chunk = new byte[CHUNK_BYTES]; // touched by the thread

    /** For tasks of the loop of {@code host}, with a thread called {@code name}; {@link #begin} or {@link #beginHere} is to be called next. */
    public PipeReader(StreamHost host, InputStream pipe, String name, int limit) {
        super(host, limit);
        this.pipe = pipe;
        this.thread = new PipeThread(name, pipe, this::readOnce, Thread::new);
    }

    /** Begins to read, in a new thread. Blocks until that holds the pipe's monitor. */
    public void begin() {
        thread.requestAndAwaitHold();
    }

    /** Begins to read, in the thread that runs the result: one that has held the pipe's monitor since the process started. */
    public Runnable beginHere() {
        return thread.requestHere();
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
