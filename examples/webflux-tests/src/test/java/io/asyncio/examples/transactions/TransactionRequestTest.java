package io.asyncio.examples.transactions;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.sleep;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.CancelledError;
import io.asyncio.Task;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Requests to controllers whose transactions end as the request does. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TransactionRequestTest {
    private static final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    private static ConfigurableApplicationContext application;
    private static WebTestClient client;
    private static WebClient plainClient;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(
                new Class<?>[] {Application.class}, new String[] {"--server.port=0", "--spring.main.banner-mode=off"});
        String url = "http://localhost:" + application.getEnvironment().getProperty("local.server.port");
        client = WebTestClient.bindToServer()
                .baseUrl(url)
                .responseTimeout(Duration.ofSeconds(20))
                .build();
        plainClient = WebClient.create(url);
        database().sql("create table person(name text)").then().block();
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static DatabaseClient database() {
        return application.getBean(DatabaseClient.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/task", "/mono"})
    void aRequestThatIsAnsweredHasCommittedAndOneThatFailsHasNot(String path) throws Exception {
        client.post().uri(path + "/ok").exchange().expectStatus().isOk();
        assertThat(event()).isEqualTo("committed");
        client.post().uri(path + "/failing").exchange().expectStatus().is5xxServerError();
        assertThat(event()).isEqualTo("rolled back");
        assertOnlyRow(path + "/ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/task"})
    void aClientThatGoesAwayRollsBack(String path) throws Exception {
        Disposable asking = plainClient
                .post()
                .uri(path + "/waiting")
                .retrieve()
                .bodyToMono(String.class)
                .subscribe();
        assertThat(event()).isEqualTo("waiting");
        asking.dispose();
        assertThat(event()).isEqualTo("CancelledError");
        assertThat(event()).isEqualTo("rolled back");
        assertNoRow(path + "/waiting");
    }

    private static String event() throws InterruptedException {
        return events.poll(20, TimeUnit.SECONDS);
    }

    private static void assertOnlyRow(String name) {
        assertThat(database()
                        .sql("select name from person where name like :names")
                        .bind("names", name.substring(0, name.lastIndexOf('/')) + "%")
                        .mapValue(String.class)
                        .all()
                        .collectList()
                        .block())
                .containsExactly(name);
    }

    private static void assertNoRow(String name) {
        assertThat(database()
                        .sql("select count(*) from person where name = :name")
                        .bind("name", name)
                        .mapValue(Long.class)
                        .one()
                        .block())
                .isZero();
    }

    @EnableAutoConfiguration
    @EnableTransactionManagement
    @Import({Plain.class, Tasks.class, Monos.class})
    static class Application {
        @Bean
        ConnectionFactory connections() {
            return ConnectionFactories.get("r2dbc:h2:mem:///requests?options=DB_CLOSE_DELAY=-1");
        }

        @Bean
        R2dbcTransactionManager transactionManager(ConnectionFactory connections) {
            return new R2dbcTransactionManager(connections);
        }

        @Bean
        DatabaseClient database(ConnectionFactory connections) {
            return DatabaseClient.create(connections);
        }
    }

    /** Inserts a row, and tells how the transaction ends. */
    private static Mono<Void> insert(String name) {
        return TransactionSynchronizationManager.forCurrentTransaction()
                .doOnNext(current -> current.registerSynchronization(new Told()))
                .then(database()
                        .sql("insert into person values (:name)")
                        .bind("name", name)
                        .then());
    }

    private static final class Told implements TransactionSynchronization {
        @Override
        public Mono<Void> afterCompletion(int status) {
            events.add(status == STATUS_COMMITTED ? "committed" : "rolled back");
            return Mono.empty();
        }
    }

    private static void waitForCancel() {
        try {
            events.add("waiting");
            sleep(60);
        } catch (CancelledError e) {
            events.add("CancelledError");
            throw e;
        }
    }

    @RestController
    @Transactional
    static class Plain {
        @PostMapping("/plain/ok")
        public String ok() {
            await(insert("/plain/ok"));
            return "ok";
        }

        @PostMapping("/plain/failing")
        public String failing() {
            await(insert("/plain/failing"));
            throw new IllegalStateException("failing");
        }

        @PostMapping("/plain/waiting")
        public String waiting() {
            await(insert("/plain/waiting"));
            waitForCancel();
            return "late";
        }
    }

    @RestController
    @Transactional
    static class Tasks {
        @PostMapping("/task/ok")
        public Task<String> ok() {
            return createTask(() -> {
                await(insert("/task/ok"));
                return "ok";
            });
        }

        @PostMapping("/task/failing")
        public Task<String> failing() {
            return createTask(() -> {
                await(insert("/task/failing"));
                throw new IllegalStateException("failing");
            });
        }

        @PostMapping("/task/waiting")
        public Task<String> waiting() {
            return createTask(() -> {
                await(insert("/task/waiting"));
                waitForCancel();
                return "late";
            });
        }
    }

    @RestController
    @Transactional
    static class Monos {
        @PostMapping("/mono/ok")
        public Mono<String> ok() {
            return insert("/mono/ok").thenReturn("ok");
        }

        @PostMapping("/mono/failing")
        public Mono<String> failing() {
            return insert("/mono/failing").then(Mono.error(new IllegalStateException("failing")));
        }
    }
}
