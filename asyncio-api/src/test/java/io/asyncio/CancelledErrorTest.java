package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CancelledErrorTest {
    @Test
    void otherLibrariesGetItsMessageAndItsCause() {
        CancelledError error = new CancelledError("over");
        IllegalStateException cause = new IllegalStateException("the reason");
        error.initCause(cause);
        assertThat(error.toCancellationException()).hasMessage("over").hasCause(cause);
    }

    @Test
    void withoutAMessageAndACauseThereAreNone() {
        assertThat(new CancelledError().toCancellationException())
                .hasMessage(null)
                .hasNoCause();
    }
}
