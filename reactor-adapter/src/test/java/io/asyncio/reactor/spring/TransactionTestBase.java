package io.asyncio.reactor.spring;

import static io.asyncio.reactor.ReactorAdapter.await;
import static io.asyncio.reactor.ReactorAdapter.collect;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Coroutine;
import io.asyncio.Loop;
import io.asyncio.Task;
import io.asyncio.VoidCoroutine;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.annotation.Configurations;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import reactor.core.publisher.Mono;

/** An application with H2 and a loop in virtual time, and its table {@code person}. */
abstract class TransactionTestBase {
    private final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
    Loop loop;
    DatabaseClient client;

    @BeforeEach
    void start() {
        application.register(Database.class);
        application.register(more());
        application.register(Configurations.getClasses(AutoConfigurations.of(
                AsyncioAutoConfiguration.class,
                AsyncioTransactionAutoConfiguration.class,
                AsyncioAdviceAutoConfiguration.class)));
        application.refresh();
        loop = application.getBean(Loop.class);
        client = application.getBean(DatabaseClient.class);
        onLoop(() -> {
            await(client.sql("create table person(name text)").then());
        });
    }

    /** Configurations of the test's own. */
    Class<?>[] more() {
        return new Class<?>[] {Database.class};
    }

    @AfterEach
    void stop() {
        application.close();
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    <T> T onLoop(Coroutine<T> body) {
        return outcome(loop.createTask(body));
    }

    void onLoop(VoidCoroutine body) {
        outcome(loop.createTask(body));
    }

    /** Of a task of the loop, while the test's thread waits; a failure as it is. */
    static <T> T outcome(Task<T> task) {
        try {
            return task.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw TransactionTestBase.<RuntimeException>raise(e.getCause());
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // raises a checked exception as it is
    private static <X extends Throwable> RuntimeException raise(Throwable failure) throws X {
        throw (X) failure;
    }

    Mono<Void> inserting(String name) {
        return client.sql("insert into person values (:name)")
                .bind("name", name)
                .then();
    }

    void insert(String name) {
        await(inserting(name));
    }

    /** What another connection sees. */
    void assertCommitted(String... names) {
        assertThat(onLoop(() -> collect(client.sql("select name from person order by name")
                        .mapValue(String.class)
                        .all())))
                .containsExactly(names);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableTransactionManagement
    static class Database {
        @Bean
        Loop loop() {
            return Loop.withVirtualTime();
        }

        @Bean
        ConnectionFactory connections() {
            return ConnectionFactories.get("r2dbc:h2:mem:///" + UUID.randomUUID() + "?options=DB_CLOSE_DELAY=-1");
        }

        @Bean
        SteeredTransactionManager transactionManager(ConnectionFactory connections) {
            return new SteeredTransactionManager(connections);
        }

        @Bean
        DatabaseClient client(ConnectionFactory connections) {
            return DatabaseClient.create(connections);
        }

        @Bean
        Orders orders() {
            return new Orders();
        }
    }
}
