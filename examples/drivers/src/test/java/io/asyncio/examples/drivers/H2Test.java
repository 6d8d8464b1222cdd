package io.asyncio.examples.drivers;

import static io.asyncio.Asyncio.currentTask;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Task;
import io.r2dbc.spi.ConnectionFactories;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.scheduler.Schedulers;

/** A driver without Netty: H2 answers in the thread that subscribes, hence in the task that awaits it. */
class H2Test extends DriverTestBase {
    private final DatabaseClient client =
            DatabaseClient.create(ConnectionFactories.get("r2dbc:h2:mem:///test?options=DB_CLOSE_DELAY=-1"));

    @Test
    void itRunsInTheTaskThatAwaitsIt() throws Exception {
        onLoop(() -> {
            Task<?> task = currentTask();
            int one = await(client.sql("select 1")
                    .map((row, metadata) -> {
                        assertThat(currentTask()).isSameAs(task);
                        return row.get(0, Integer.class);
                    })
                    .one());
            assertThat(one).isEqualTo(1);
        });
    }

    /** What takes long goes elsewhere, and comes back to the task. */
    @Test
    void aThreadMayRunItInstead() throws Exception {
        onLoop(() -> {
            String thread = await(client.sql("select 1")
                    .map((row, metadata) -> Thread.currentThread().getName())
                    .one()
                    .subscribeOn(Schedulers.boundedElastic()));
            assertThat(thread).startsWith("boundedElastic-");
            assertThat(loop.isCurrent()).isTrue();
        });
    }
}
