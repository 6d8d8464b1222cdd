package io.asyncio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The sockets and pipes that this process has open, and what waits for them. */
final class OpenDescriptors {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private OpenDescriptors() {}

    /** None where the system does not tell. */
    static List<String> list() throws IOException {
        if (!Files.exists(DESCRIPTORS)) {
            return List.of();
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.map(OpenDescriptors::target)
                    .filter(target -> target.matches("(socket|pipe|anon_inode):.*"))
                    .toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }
}
