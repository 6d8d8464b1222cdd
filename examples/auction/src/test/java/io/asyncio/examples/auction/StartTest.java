package io.asyncio.examples.auction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody sees who starts it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StartTest {
    @Test
    void theFirstLineSaysWhichPageToOpen() throws Exception {
        List<String> classes =
                List.of("-cp", System.getProperty("java.class.path"), AuctionApplication.class.getName());
        try (StartedJvm application = new StartedJvm(classes)) {
            assertThat(application.lines())
                    .filteredOn(line -> !line.isBlank() && !line.startsWith("WARNING: ")) // of the JVM, about libraries
                    .first()
                    .asString()
                    .contains("Open http://localhost:");
            assertThat(application.get("/")).contains("<title>The Auction House</title>");
        }
    }
}
