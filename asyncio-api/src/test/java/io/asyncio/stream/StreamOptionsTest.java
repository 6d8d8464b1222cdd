package io.asyncio.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

class StreamOptionsTest {
    @Test
    void aLimitIsNeitherNoneNorNegative() {
        assertThat(StreamOptions.millis(Duration.ofNanos(1))).isEqualTo(1);
        assertThat(StreamOptions.millis(Duration.ofMillis(1500))).isEqualTo(1500);
        assertThat(StreamOptions.millis(Duration.ofDays(24))).isEqualTo(24 * 86_400_000);
        assertThat(StreamOptions.millis(Duration.ofDays(25))).isEqualTo(Integer.MAX_VALUE);
        assertThat(StreamOptions.millis(ChronoUnit.FOREVER.getDuration())).isEqualTo(Integer.MAX_VALUE);
    }
}
