package io.asyncio;

import static io.asyncio.Asyncio.createSubprocessExec;
import static io.asyncio.Scenario.inRealTime;
import static io.asyncio.SocketTestBase.bytes;
import static io.asyncio.StreamScenarios.PIECES;
import static io.asyncio.subprocess.Redirect.PIPE;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.StreamScenarios.LargeFile;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.subprocess.Process;
import io.asyncio.subprocess.ProcessOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Subprocesses and their pipes, by {@code cat}: no process stays, and no byte is lost. */
final class ProcessScenarios {
    private static final int MORE_THAN_PIPES_TAKE = 200_000;
    private static final ProcessOptions PIPES =
            ProcessOptions.defaults().withStdin(PIPE).withStdout(PIPE);

    private ProcessScenarios() {}

    static List<Scenario> all() {
        return List.of(
                inRealTime("Asyncio.createSubprocessExec", trial -> starts(trial, ProcessScenarios::cat)),
                inRealTime(
                        "Asyncio.createSubprocessShell",
                        trial -> starts(trial, () -> Asyncio.createSubprocessShell("cat", PIPES))),
                inRealTime("Process.await", ProcessScenarios::await),
                inRealTime("Process.communicate", ProcessScenarios::communicate),
                inRealTime(
                        "PipeReader.read PipeReader.readExactly PipeReader.readLine PipeReader.readUntil"
                                + " PipeReader.readInto",
                        ProcessScenarios::reads),
                inRealTime("PipeReader.transferTo", ProcessScenarios::transferTo),
                inRealTime("PipeWriter.drain", ProcessScenarios::drain),
                inRealTime("PipeWriter.waitClosed", ProcessScenarios::waitClosed),
                inRealTime("PipeWriter.sendFile", ProcessScenarios::sendFile));
    }

    private static Process cat() throws IOException {
        return createSubprocessExec(List.of("cat"), PIPES);
    }

    private interface Starting {
        Process start() throws IOException;
    }

    /** Who is cut short leaves no process: the test looks for that. */
    private static void starts(Trial trial, Starting starting) throws Exception {
        Process[] started = {null};
        if (trial.call(() -> started[0] = starting.start())) {
            end(started[0]);
        }
    }

    private static void end(Process process) {
        process.stdin().close();
        assertThat(process.await()).isZero();
    }

    private static void await(Trial trial) throws Exception {
        Process process = cat();
        trial.later(() -> process.stdin().close());
        trial.call(process::await);
        assertThat(process.await()).isZero();
    }

    private static void communicate(Trial trial) throws Exception {
        Process process = cat();
        byte[] input = new byte[MORE_THAN_PIPES_TAKE];
        Integer[] code = {0};
        boolean[] begun = {false};
        trial.call(() -> {
            begun[0] = true;
            try {
                assertThat(process.communicate(input).stdout()).hasSize(input.length);
            } finally {
                code[0] = process.returnCode();
            }
        });
        assertThat(code[0]).as("killed, or ended by itself").isIn(-9, 0);
        if (!begun[0]) {
            end(process);
        }
    }

    private static void reads(Trial trial) throws Exception {
        Process process = cat();
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        trial.later(() -> {
            for (String piece : PIECES) {
                process.stdin().write(bytes(piece));
                Asyncio.sleepMs(1);
            }
            process.stdin().close();
        });
        trial.call(() -> StreamScenarios.readInAllWays(process.stdout(), got));
        got.writeBytes(process.stdout().read());
        assertThat(got).hasToString(String.join("", PIECES));
        end(process);
    }

    private static void transferTo(Trial trial) throws Exception {
        Process process = cat();
        StreamScenarios.Receiver receiver = new StreamScenarios.Receiver();
        try (Server server = SocketKind.TCP.listen(receiver);
                Stream target = StreamScenarios.connect(SocketKind.TCP, server)) {
            trial.later(() -> {
                process.stdin().write(LargeFile.CONTENT);
                process.stdin().close();
            });
            trial.call(() -> process.stdout().transferTo(target));
            target.write(process.stdout().read());
            target.close();
            assertThat(Arrays.equals(receiver.all(), LargeFile.CONTENT)).isTrue();
        }
        end(process);
    }

    /** The process reads on when somebody reads what it writes. */
    private static void drain(Trial trial) throws Exception {
        Process process = cat();
        byte[][] read = {null};
        process.stdin().write(new byte[MORE_THAN_PIPES_TAKE]);
        trial.later(() -> read[0] = process.stdout().readExactly(MORE_THAN_PIPES_TAKE));
        trial.call(() -> process.stdin().drain());
        assertThat(read[0]).hasSize(MORE_THAN_PIPES_TAKE);
        end(process);
    }

    private static void waitClosed(Trial trial) throws Exception {
        Process process = cat();
        byte[][] read = {null};
        process.stdin().write(new byte[MORE_THAN_PIPES_TAKE]);
        process.stdin().close();
        trial.later(() -> read[0] = process.stdout().read());
        trial.call(() -> process.stdin().waitClosed());
        assertThat(read[0]).hasSize(MORE_THAN_PIPES_TAKE);
        end(process);
    }

    /** The file from its beginning, and then what is written behind it. */
    private static void sendFile(Trial trial) throws Exception {
        Process process = cat();
        Task<byte[]> reading = Asyncio.createTask(() -> process.stdout().read());
        boolean sent = trial.call(() -> process.stdin().sendFile(LargeFile.PATH));
        process.stdin().write(LargeFile.END);
        process.stdin().close();
        LargeFile.assertBegins(Asyncio.await(reading), sent);
        end(process);
    }
}
