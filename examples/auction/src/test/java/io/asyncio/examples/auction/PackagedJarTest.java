package io.asyncio.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The jar, which runs when it is made: its manifest alone gives it the best fibers of the JVM. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@EnabledIfSystemProperty(named = "auction.jar", matches = ".+", disabledReason = "needs the jar that mvn verify makes")
class PackagedJarTest {
    private static final String JAR = System.getProperty("auction.jar");
    private static final int JDK = Runtime.version().feature();

    private static void assertFibers(String kind, String... application) throws Exception {
        List<String> command = new ArrayList<>(List.of(application));
        boolean byManifest = command.equals(List.of("-jar", JAR));
        try (StartedJvm started = new StartedJvm(command, "--logging.level.io.asyncio.fiber=info")) {
            assertThat(started.lines())
                    .as("the manifest allows what JVMs warn of")
                    .noneMatch(line -> byManifest && line.startsWith("WARNING: "));
            assertThat(started.lines())
                    .filteredOn(line -> line.contains("asyncio tasks run on "))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains(kind);
            assertThat(started.get("/actuator/health/readiness")).contains("\"UP\"");
            assertThat(started.get("/")).contains("<title>The Auction House</title>");
        }
    }

    @Test
    void itChoosesTheFibersByItsManifest() throws Exception {
        assertFibers(JDK >= 25 ? "carrier" : JDK >= 21 ? "virtual" : "platform", "-jar", JAR);
    }

    /** On the class path the manifest's entries are not read. */
    @Test
    void withoutTheManifestTheFibersAreVirtual() throws Exception {
        assertFibers(
                JDK >= 21 ? "virtual" : "platform", "-cp", JAR, "org.springframework.boot.loader.launch.JarLauncher");
    }

    @Test
    void anotherChoiceIsPossible() throws Exception {
        assertFibers("platform", "-Dio.asyncio.fiber=platform", "-jar", JAR);
    }
}
