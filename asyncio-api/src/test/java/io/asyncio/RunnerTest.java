package io.asyncio;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleepMs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class RunnerTest extends LoopTestBase {
    @Test
    void allRunsShareOneLoopAndItsTasks() {
        try (Runner runner = new Runner(() -> loop)) {
            Event event = new Event();
            Task<String> task = runner.run(() -> createTask(() -> {
                event.await();
                return "of the first run";
            }));
            assertThat(task.done()).isFalse();
            runner.run(event::set);
            assertThat(runner.<String>run(task::await)).isEqualTo("of the first run");
            assertThat(runner.getLoop()).isSameAs(loop);
        }
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void closingCancelsAndAwaitsWhatIsLeft() {
        try (Runner runner = new Runner(() -> loop)) {
            runner.run(() -> {
                createTask(() -> {
                    try {
                        sleepMs(1_000_000);
                    } finally {
                        sleepMs(10);
                        trail.add("cleaned up");
                    }
                });
                sleepMs(1);
            });
            trail.add("closing");
        }
        trail.assertIs("closing", "cleaned up");
    }

    @Test
    void aFactoryThatReturnsNoLoopIsToldSo() {
        try (Runner runner = new Runner(() -> null)) {
            assertThatThrownBy(() -> runner.run(() -> 1)).hasMessageContaining("have it return Loop.create()");
        }
    }

    @Test
    void theExceptionOfMainLeavesUnchangedAndTheRunnerGoesOn() {
        IOException failure = new IOException("of main");
        try (Runner runner = new Runner(() -> loop)) {
            assertThatThrownBy(() -> runner.run(() -> {
                        throw failure;
                    }))
                    .isSameAs(failure);
            assertThat(runner.<Integer>run(() -> 1)).isEqualTo(1);
        }
    }

    @Test
    void aClosedRunnerSaysSo() {
        Runner runner = new Runner(() -> loop);
        runner.getLoop();
        runner.close();
        runner.close();
        assertThatThrownBy(() -> runner.run(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Runner is closed: make a new one");
        assertThatThrownBy(runner::getLoop).isInstanceOf(IllegalStateException.class);
        new Runner().close();
    }

    @Test
    void insideALoopItIsRefused() {
        run(() -> {
            try (Runner runner = new Runner()) {
                assertThatThrownBy(() -> runner.run(() -> {}))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("Runner.run() cannot be called from a running event loop: await the body instead");
            }
        });
    }

    @Test
    void byDefaultTheLoopHasAThreadOfItsOwn() {
        try (Runner runner = new Runner()) {
            Loop own = runner.run(Asyncio::getRunningLoop);
            assertThat(own).isSameAs(runner.getLoop());
        }
    }
}
