package io.asyncio.examples.benchmarks.echo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** CPython's asyncio, in a process of its own; fails where there is no python3. */
final class PythonEcho implements EchoServer {
    private Path directory;
    private Process process;

    @Override
    public int start(TlsKey key) throws IOException {
        directory = Files.createTempDirectory("echo");
        try (InputStream script = PythonEcho.class.getResourceAsStream("echo.py")) {
            Files.copy(script, directory.resolve("echo.py"));
        }
        String tls = "plain";
        if (key != null) {
            tls = directory.resolve("key.pem").toString();
            Files.writeString(directory.resolve("key.pem"), key.keyPem() + "\n" + key.certificatePem());
        }
        process = new ProcessBuilder(
                        List.of("python3", directory.resolve("echo.py").toString(), tls))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String port = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
        return Integer.parseInt(port);
    }

    @Override
    public long cpuNanosElsewhere() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        process.waitFor();
        for (String name : List.of("echo.py", "key.pem")) {
            Files.deleteIfExists(directory.resolve(name));
        }
        Files.delete(directory);
    }
}
