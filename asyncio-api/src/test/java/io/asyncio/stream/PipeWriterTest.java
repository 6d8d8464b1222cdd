package io.asyncio.stream;

import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.sleepMs;
import static io.asyncio.Asyncio.waitFor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Asyncio;
import io.asyncio.Loop;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** There is no thread for a while. */
class PipeWriterTest {
    private static final double PATIENCE_SECONDS = 20;

    private final ByteArrayOutputStream pipe = new ByteArrayOutputStream();
    private boolean refuses;
    private Thread thread;

    private Thread newThread(Runnable work) {
        if (refuses) {
            throw new InternalError("no thread"); // an OutOfMemoryError would end JUnit
        }
        thread = new Thread(work);
        return thread;
    }

    private void awaitIdleThread() {
        while (thread.getState() != Thread.State.TIMED_WAITING && thread.isAlive()) {
            sleepMs(1);
        }
    }

    private PipeWriter newWriter() {
        return new PipeWriter(new Host(Asyncio.getRunningLoop()), pipe, "a test's pipe", this::newThread);
    }

    @Test
    void whatWasRefusedIsNotWritten() throws Exception {
        run(() -> {
            PipeWriter writer = newWriter();
            refuses = true;
            assertThatThrownBy(() -> writer.write("refused".getBytes(UTF_8))).isInstanceOf(InternalError.class);
            assertThatThrownBy(() -> writer.write(new byte[1_000_000])).isInstanceOf(InternalError.class);
            refuses = false;
            waitFor(writer::drain, PATIENCE_SECONDS);
            writer.write("one".getBytes(UTF_8));
            waitFor(this::awaitIdleThread, PATIENCE_SECONDS);
            writer.write(" two".getBytes(UTF_8));
            writer.close();
            waitFor(writer::waitClosed, PATIENCE_SECONDS);
        });
        assertThat(pipe.toString(UTF_8)).isEqualTo("one two");
    }

    @Test
    void aCloseThatWasRefusedIsAskedForAgain() throws Exception {
        run(() -> {
            PipeWriter writer = newWriter();
            refuses = true;
            assertThatThrownBy(writer::close).isInstanceOf(InternalError.class);
            refuses = false;
            assertThat(writer.isClosing()).isFalse();
            writer.close();
            waitFor(writer::waitClosed, PATIENCE_SECONDS);
        });
    }

    private record Host(Loop loop) implements StreamHost {
        @Override
        public <T> T awaitThread(Callable<T> call) {
            throw new UnsupportedOperationException("no file is sent");
        }

        @Override
        public void requireStack() {}

        @Override
        public void requireTask(String call) {}
    }
}
