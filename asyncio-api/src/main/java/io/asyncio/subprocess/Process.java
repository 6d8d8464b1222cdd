package io.asyncio.subprocess;

import io.asyncio.Asyncio;
import io.asyncio.Awaitable;
import io.asyncio.CancelledError;
import io.asyncio.Coroutine;
import io.asyncio.Event;
import io.asyncio.Loop;
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
 * <p>What its children write to its pipes after its own end is read to their end, too, with two exceptions, in which the JDK
 * closes the pipe: it ended within the first milliseconds, before the thread that started it could go on, as on a machine with
 * too much to do; or it ended while a pipe held so much unread that for more than a second nothing was read from it. What it
 * has written itself is never lost. {@code sh -c "server & echo started"} is such a process; one that must not lose a
 * word ends by {@code wait}.
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
        Loop loop = host.loop();
        String name = "asyncio-pipe " + process.pid();
        boolean readsErrors = options.stderr == Redirect.PIPE;
        stdout = options.stdout == Redirect.PIPE
                ? new PipeReader(loop, process.getInputStream(), name + " stdout", options.limit)
                : null;
        stderr = readsErrors ? new PipeReader(loop, process.getErrorStream(), name + " stderr", options.limit) : null;
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
        int code = ExitCode.ofPython(process.exitValue());
        try {
            host.loop().callSoonThreadsafe(() -> end(code));
        } catch (IllegalStateException loopClosed) {
            host.ended(this);
            returnCode = code; // nobody waits
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

    /** Its number in the system. */
    public long pid() {
        return process.pid();
    }

    /**
     * How it has ended, null while it runs: its exit code, or -N if signal N has ended it. The JDK does not tell such an end
     * from an exit code of 128 + N, which is taken for it. Any thread may ask.
     */
    public @Nullable Integer returnCode() {
        return returnCode;
    }

    /**
     * Suspends the current task until the process has ended; a cancel leaves that alone. A process that writes to a pipe
     * which nobody reads may never end: {@link #communicate()} reads. Like Python's {@code wait}.
     *
     * @return its {@link #returnCode()}
     */
    @Override
    @LowPriorityInOverloadResolution // in Kotlin the suspend function of kotlin-adapter goes first
    public Integer await() {
        host.checkLoop("await()", this);
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
        host.checkLoop("communicate()", this);
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

    /** {@link #communicate(byte[])} for {@code timeout} at most, null for as long as it takes; then it is as if cancelled. */
    public ProcessOutput communicate(byte @Nullable [] input, @Nullable Duration timeout)
            throws IOException, TimeoutException {
        return Asyncio.timeout(timeout, () -> communicate(input));
    }

    /** {@link #communicate(byte[], Duration)} in seconds; infinity for as long as it takes. */
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
     * Sends it a signal, {@code SIGINT} or {@code INT}; nothing if it has ended. Does not suspend. All but {@code TERM} and
     * {@code KILL} hold up the loop for some milliseconds, as the JDK has no call for them, and {@code kill} is started.
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

    /** Asks it to end, by {@code SIGTERM}; nothing if it has ended. Does not suspend. Any thread may call. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy() would close its pipes, too
    }

    /** Ends it by {@code SIGKILL}; nothing if it has ended. Does not suspend. Any thread may call. */
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
