package io.asyncio.subprocess;

import io.asyncio.Asyncio;
import io.asyncio.Awaitable;
import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Event;
import io.asyncio.LoopCallback;
import io.asyncio.stream.PipeReader;
import io.asyncio.stream.PipeWriter;
import io.asyncio.stream.StreamReader;
import io.asyncio.stream.StreamWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import kotlin.internal.LowPriorityInOverloadResolution;
import org.jspecify.annotations.Nullable;

/**
 * A process that was started by {@link Asyncio#createSubprocessExec} or {@link Asyncio#createSubprocessShell}. To be used
 * by tasks of the loop that started it. When that loop closes, a process that still runs is killed, and so are those that
 * it has started. Like Python's {@code asyncio.subprocess.Process}.
 *
 * <p>A process may end before children of its own that write to the same pipes, as {@code sh -c "server & echo
 * started"} does. What such children write is read until they end, too, with two exceptions, in which the JDK closes
 * the pipe: the process ended within its first milliseconds, before the thread that started it could go on, as happens
 * on a machine with too much to do; or, when it ended, a pipe held so much unread that for more than a second nothing
 * was read from it. What the process itself has written is never lost. If its children must not lose a word, let it end
 * by {@code wait}.
 */
@SuppressWarnings("JavaLangClash") // as in Python; who imports it means it
public final class Process implements Awaitable<Integer> {
    private final ProcessHost host;
    private final java.lang.Process process;
    private final @Nullable PipeWriter stdin;
    private final @Nullable PipeReader stdout;
    private final @Nullable PipeReader stderr;
    private final Event ended = new Event();
    private volatile @Nullable Integer returnCode;

    /** With {@link #begin()} to be called next. */
    Process(ProcessHost host, java.lang.Process process, ProcessOptions options) {
        this.host = host;
        this.process = process;
        String name = "asyncio-pipe " + process.pid();
        boolean readsErrors = options.stderr == Redirect.PIPE;
        stdout = options.stdout == Redirect.PIPE
                ? new PipeReader(host, process.getInputStream(), name + " stdout", options.limit)
                : null;
        stderr = readsErrors ? new PipeReader(host, process.getErrorStream(), name + " stderr", options.limit) : null;
        stdin = options.stdin == Redirect.PIPE
                ? new PipeWriter(host, process.getOutputStream(), name + " stdin")
                : null;
    }

    /**
     * In the thread that has started it, and holds the monitor of the first pipe that is read. It is to run the result, which
     * reads that pipe. The JDK, which closes the pipes in this order when the process has ended, does not come to the second
     * one before its thread holds it, too.
     */
    Runnable begin() {
        host.started(this);
        ProcessEnd.whenEnded(process, this::tellEnd);
        if (stdout == null) {
            return stderr == null ? () -> {} : stderr.beginHere();
        }
        if (stderr != null) {
            stderr.begin();
        }
        return stdout.beginHere();
    }

    private void tellEnd() {
        End end = new End(ExitCode.ofPython(process.exitValue()));
        try {
            host.loop().callSoonThreadsafe(end);
        } catch (IllegalStateException loopClosed) {
            end.loopClosed();
        }
    }

    private final class End implements LoopCallback {
        private final int code;

        End(int code) {
            this.code = code;
        }

        @Override
        public void run() {
            end(code);
        }

        /** Nobody waits, but any thread may ask for the code. */
        @Override
        public void loopClosed() {
            host.ended(Process.this);
            returnCode = code;
        }
    }

    private void end(int code) {
        host.ended(this); // not before: a loop in virtual time would take itself to stand still meanwhile
        returnCode = code;
        if (stdin != null) {
            stdin.readerEnded();
        }
        ended.set();
    }

    /** Its input, if that is a {@link Redirect#PIPE}; else null. */
    public @Nullable StreamWriter stdin() {
        return stdin;
    }

    /** Its output, if that is a {@link Redirect#PIPE}; else null. One that nobody reads makes the process wait. */
    public @Nullable StreamReader stdout() {
        return stdout;
    }

    /** Its errors, if they are a {@link Redirect#PIPE}; else null. */
    public @Nullable StreamReader stderr() {
        return stderr;
    }

    /** The system's number of the process. */
    public long pid() {
        return process.pid();
    }

    /**
     * How the process has ended: its exit code, or -N if signal N has ended it; null while it runs. The JDK does not
     * distinguish an end by signal N from an exit code of 128 + N, so that both give -N. Any thread may ask.
     */
    public @Nullable Integer returnCode() {
        return returnCode;
    }

    /**
     * Suspends the current task until the process has ended. A cancel of the task leaves the process alone. A process
     * that writes to a pipe which nobody reads may never end: {@link #communicate()} reads. Like Python's {@code wait}.
     *
     * @return its {@link #returnCode()}
     */
    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend function of kotlin-adapter goes first
    public Integer await() {
        host.checkTask("await()", this);
        Integer known = returnCode;
        while (known == null) {
            ended.await();
            known = returnCode;
        }
        return known;
    }

    /** {@link #communicate(byte[])} without input. */
    public ProcessOutput communicate() throws IOException {
        return communicate(null);
    }

    /**
     * Writes {@code input} to the process, null for none, then closes its input; reads all that it writes to its pipes
     * meanwhile; and suspends the current task until it has ended. A process that ends without reading all is no error. If
     * the task is cancelled, the process and those that it has started are killed, and the cancel is raised once it has
     * ended.
     *
     * @throws IllegalStateException if there is input, but {@code stdin} is no pipe
     */
    public ProcessOutput communicate(byte @Nullable [] input) throws IOException {
        host.checkTask("communicate()", this);
        if (input != null && stdin == null) {
            throw new IllegalStateException("communicate() has input, but stdin of " + this
                    + " is no pipe: start it with ProcessOptions.withStdin(Redirect.PIPE)");
        }
        try {
            return exchange(input);
        } catch (CancelledError e) {
            killAll();
            await();
            throw e;
        }
    }

    /**
     * {@link #communicate(byte[])} for {@code timeout} at most; null means no timeout. At the timeout the processes are
     * killed, as by a cancel.
     */
    public ProcessOutput communicate(byte @Nullable [] input, @Nullable Duration timeout)
            throws IOException, TimeoutException {
        return Asyncio.timeout(timeout, () -> communicate(input));
    }

    /** {@link #communicate(byte[], Duration)} in seconds; infinity means no timeout. */
    public ProcessOutput communicate(byte @Nullable [] input, double timeout) throws IOException, TimeoutException {
        return Asyncio.timeout(timeout, () -> communicate(input));
    }

    @SuppressWarnings("NullAway") // the values are declared nullable, which NullAway does not see in a lambda
    private ProcessOutput exchange(byte @Nullable [] input) {
        Coroutine<byte @Nullable []> write = () -> feed(input);
        Coroutine<byte @Nullable []> readOutput = () -> readAll(stdout);
        Coroutine<byte @Nullable []> readErrors = () -> readAll(stderr);
        List<byte @Nullable []> read = Asyncio.gather(List.of(write, readOutput, readErrors));
        await();
        return new ProcessOutput(read.get(1), read.get(2));
    }

    private byte @Nullable [] feed(byte @Nullable [] input) {
        if (stdin != null) {
            try {
                if (input != null) {
                    stdin.write(input);
                    stdin.drain();
                }
                stdin.close();
            } catch (IOException readsNoMore) {
                // as it has ended, or closed its input: what it has written says whether that is all right
            }
        }
        return null;
    }

    private static byte @Nullable [] readAll(@Nullable StreamReader pipe) throws IOException {
        return pipe == null ? null : pipe.read();
    }

    /**
     * Sends the process a signal, such as {@code SIGINT}, also written {@code INT}; does nothing if it has ended. Does
     * not suspend. Signals other than {@code TERM} and {@code KILL} hold up the loop for some milliseconds: the JDK has
     * no call for them, so that the program {@code kill} is started.
     *
     * @throws IllegalArgumentException if the system has no such signal
     * @throws UnsupportedOperationException if the system has no signals
     */
    public void sendSignal(String name) {
        if (process.isAlive()) {
            SentSignal.send(process.toHandle(), name);
        }
    }

    /** {@link #sendSignal(String)} by its number in this system. */
    public void sendSignal(int number) {
        sendSignal(Integer.toString(number));
    }

    /**
     * Asks the process to end, by {@code SIGTERM}; does nothing if it has ended. Does not suspend. Any thread may call.
     */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy() would close its pipes, too
    }

    /** Ends the process by {@code SIGKILL}; does nothing if it has ended. Does not suspend. Any thread may call. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Kills it and those that it has started, and reads its pipes no more than to their end. Any thread may call. */
    void killAll() {
        List<ProcessHandle> descendants = process.descendants().toList();
        kill();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    /** The loop closes. Blocks until it has ended, and for {@code millis} at most. */
    public void close(long millis) {
        if (process.isAlive()) {
            killAll();
        }
        if (stdin != null) {
            stdin.end();
        }
        if (stdout != null) {
            stdout.end();
        }
        if (stderr != null) {
            stderr.end();
        }
        ProcessEnd.await(process, millis);
    }

    @Override
    public String toString() {
        Integer code = returnCode;
        return "Process[" + pid() + ", " + (code == null ? "running" : "ended with " + code) + "]";
    }
}
