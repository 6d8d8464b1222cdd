package io.asyncio.examples.benchmarks.pairs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Which code was measured. */
final class Commit {
    private Commit() {}

    /** Its short name, with a plus if something was not committed; "unknown" where there is no git. */
    static String current() {
        try {
            String name = output("git", "rev-parse", "--short", "HEAD");
            return output("git", "status", "--porcelain", "--untracked-files=no")
                            .isEmpty()
                    ? name
                    : name + "+";
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }
}
