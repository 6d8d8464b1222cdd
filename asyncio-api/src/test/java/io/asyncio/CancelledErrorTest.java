package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class CancelledErrorTest {
    @Test
    void suppressedFailuresGoAlong() {
        CancelledError error = new CancelledError("over");
        error.addSuppressed(new IOException("in clean-up"));
        assertThat(error.toCancellationException().getSuppressed()).containsExactly(error.getSuppressed());
    }

    @Test
    void theWayBackKeepsWhatItHas() {
        CancellationException exception = new CancellationException("over");
        exception.addSuppressed(new IOException("in clean-up"));
        CancelledError error = CancelledError.from(exception);
        assertThat(error).hasMessage("over").hasCause(exception);
        assertThat(error.getSuppressed()).containsExactly(exception.getSuppressed());
    }

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
