package io.asyncio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

class TaskOptionsTest extends LoopTestBase {
    @Test
    void eachOptionLeavesTheOthersAsTheyAre() {
        TaskOptions options = TaskOptions.named("first")
                .withReactorContext(Context.of("key", "value"))
                .withDoneCallback(done -> trail.add("done"))
                .withEagerStart()
                .withName("second");
        run(() -> {
            Task<String> task = loop.createTask(options, () -> "result");
            assertThat(task.getName()).isEqualTo("second");
            assertThat(task.reactorContext().<String>get("key")).isEqualTo("value");
            assertThat(task.result()).isEqualTo("result");
            settle();
        });
        trail.assertIs("done");
    }

    @Test
    void aDoneCallbackThatIsThereFromTheStartSeesTheFirstFailure() {
        TaskOptions options = TaskOptions.defaults()
                .withDoneCallback(done -> trail.add(done.exception().getMessage()));
        Task<?> task = loop.createTask(options, () -> {
            throw new IOException("at once");
        });
        assertThatThrownBy(() -> loop.runUntilComplete(task)).hasMessage("at once");
        run(LoopTestBase::settle);
        trail.assertIs("at once");
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> TaskOptions.named(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TaskOptions.defaults().withReactorContext(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> TaskOptions.defaults().withDoneCallback(null))
                .isInstanceOf(NullPointerException.class);
    }
}
