package io.asyncio.examples.schedules;

import static io.asyncio.examples.schedules.Schedules.explore;
import static io.asyncio.examples.schedules.Threads.together;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.kotlin.KotlinAdapter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import kotlinx.coroutines.CompletableJob;
import kotlinx.coroutines.CoroutineDispatcher;
import kotlinx.coroutines.JobKt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The loop as a dispatcher of coroutines, beside its close. */
@DisabledIfSystemProperty(
        named = "schedules.reports",
        matches = ".*",
        disabledReason = "Fray has no hold of the threads of Dispatchers.IO, which outlive a schedule")
class DispatcherTest {
    @Test
    void whatIsDispatchedWhileTheLoopClosesRunsOnceSomewhere() throws Exception {
        explore(() -> {
            CompletableJob job = JobKt.Job(null);
            AtomicInteger ran = new AtomicInteger();
            CountDownLatch begun = new CountDownLatch(1);
            try (OwnLoop own = OwnLoop.started()) {
                CoroutineDispatcher dispatcher = KotlinAdapter.asCoroutineDispatcher(own.loop);
                together(
                        own.loop::close,
                        () -> dispatcher.dispatch(job, () -> {
                            ran.incrementAndGet();
                            begun.countDown();
                        }));
                begun.await();
            }
            assertThat(ran).hasValue(1);
        });
    }
}
