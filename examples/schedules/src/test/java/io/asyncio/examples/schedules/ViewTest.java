package io.asyncio.examples.schedules;

import static io.asyncio.Asyncio.sleep;
import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.asyncio.Task;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What {@code toCompletableFuture()} gives, to threads outside. */
class ViewTest {
    private static int oneLater() {
        sleep(0);
        return 1;
    }

    @Test
    void aViewCompletesThatIsTakenWhileTheLoopStarts() throws Exception {
        explore(() -> {
            try (OwnLoop own = new OwnLoop()) {
                Task<Integer> task = own.loop.createTask(() -> oneLater());
                together(
                        own.loop::start,
                        () -> assertThat(task.toCompletableFuture().join()).isEqualTo(1));
            }
        });
    }

    @Test
    void aViewCompletesThatIsTakenWhileTheLoopStopsAndStarts() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                Task<Integer> task = own.loop.createTask(() -> oneLater());
                together(
                        () -> {
                            own.loop.stop();
                            own.loop.stopped().join();
                            own.loop.start();
                        },
                        () -> assertThat(task.toCompletableFuture().join()).isEqualTo(1));
            }
        });
    }

    @Test
    void aViewCompletesThatIsTakenWhileTheLoopCloses() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                Task<Integer> task = own.loop.createTask(() -> oneLater());
                together(own.loop::close, () -> {
                    try {
                        assertThat(task.toCompletableFuture().join()).isEqualTo(1);
                    } catch (CancellationException closed) {
                        assertThat(own.loop.isClosed()).isTrue();
                    }
                });
            }
        });
    }

    @Test
    void theOwnerOfATaskCancelsItOrComesTooLate() throws Exception {
        explore(() -> {
            try (OwnLoop own = OwnLoop.started()) {
                Task<Integer> task = own.loop.createTask(() -> oneLater());
                CompletableFuture<Integer> owner = task.toOwningCompletableFuture();
                together(() -> owner.cancel(true));
                CompletableFuture<Integer> end = task.toCompletableFuture();
                if (end.handle((result, failure) -> failure == null).join()) {
                    assertThat(task.result()).isEqualTo(1);
                } else {
                    assertThat(task.cancelled()).isTrue();
                    assertThatThrownBy(owner::join).isInstanceOf(CancellationException.class);
                }
            }
        });
    }
}
