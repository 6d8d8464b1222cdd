package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.getRunningLoop;
import static io.asyncio.Asyncio.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.reactor.ReactorAdapter;
import io.asyncio.test.AsyncioTest;
import io.asyncio.test.VirtualTimeLoop;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The code of docs/testing.md. */
class TestingPageTest {
    private final Client client = new Client();

    private static final class Client {
        String fetchWithRetries() {
            for (int attempt = 1; attempt < 10; attempt++) {
                sleep(360);
            }
            return "fetched";
        }
    }

    @AsyncioTest
    void retriesForAnHour() {
        Task<String> task = createTask(() -> client.fetchWithRetries());
        sleep(Duration.ofHours(1));
        assertEquals("fetched", task.result());
    }

    @Test
    void withoutTheExtension() {
        try (VirtualTimeLoop virtual = VirtualTimeLoop.create()) {
            virtual.run(() -> {
                sleep(Duration.ofHours(1));
                assertEquals(3600, getRunningLoop().time());
            });
        }
    }

    @Test
    void inTheTimeOfStepVerifier() {
        StepVerifier.withVirtualTime(() -> {
                    Loop loop = Loop.on(VirtualTimeScheduler.get()).start();
                    return ReactorAdapter.mono(loop, () -> {
                        sleep(Duration.ofHours(1));
                        return 1;
                    });
                })
                .thenAwait(Duration.ofHours(1))
                .expectNext(1)
                .verifyComplete();
    }
}
