package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.gather;
import static io.asyncio.reactor.ReactorAdapter.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.asyncio.Loop;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import reactor.core.publisher.Mono;

/** The code of docs/spring.md on transactions; the controller is one of examples/webflux-tests. */
class SpringPageTest {
    record Cart(String article) {}

    record Order(Cart cart) {}

    record Orders(DatabaseClient database) {
        Mono<Order> save(Order order) {
            return insert("order " + order.cart().article()).thenReturn(order);
        }

        Mono<Long> insert(String row) {
            return database.sql("insert into entry values (:row)")
                    .bind("row", row)
                    .fetch()
                    .rowsUpdated();
        }
    }

    static class Checkout {
        private final Orders orders;

        Checkout(Orders orders) {
            this.orders = orders;
        }

        @Transactional
        Order place(Cart cart) {
            Order order = await(orders.save(new Order(cart)));
            gather(() -> book(order), () -> bill(order));
            return order;
        }

        private void book(Order order) {
            await(orders.insert("booking " + order.cart().article()));
        }

        private void bill(Order order) {
            if (order.cart().article().equals("gold")) {
                throw new IllegalStateException("too dear");
            }
            await(orders.insert("bill " + order.cart().article()));
        }
    }

    @EnableAutoConfiguration
    @EnableTransactionManagement
    static class Application {
        @Bean
        ConnectionFactory connections() {
            return ConnectionFactories.get("r2dbc:h2:mem:///orders?options=DB_CLOSE_DELAY=-1");
        }

        @Bean
        R2dbcTransactionManager transactionManager(ConnectionFactory connections) {
            return new R2dbcTransactionManager(connections);
        }

        @Bean
        DatabaseClient database(ConnectionFactory connections) {
            return DatabaseClient.create(connections);
        }

        @Bean
        Checkout checkout(DatabaseClient database) {
            return new Checkout(new Orders(database));
        }
    }

    @Test
    void aTransactionCommitsOrRollsBackWithItsTasks() {
        try (ConfigurableApplicationContext application = SpringApplication.run(
                new Class<?>[] {Application.class},
                new String[] {"--server.port=0", "--spring.main.banner-mode=off"})) {
            DatabaseClient database = application.getBean(DatabaseClient.class);
            Checkout checkout = application.getBean(Checkout.class);
            Loop loop = application.getBean(Loop.class);
            database.sql("create table entry(name text)").then().block();
            Order placed = loop.createTask(() -> checkout.place(new Cart("pencil")))
                    .toCompletableFuture()
                    .join();
            Throwable failure = loop.createTask(() -> checkout.place(new Cart("gold")))
                    .toCompletableFuture()
                    .handle((order, error) -> error)
                    .join();
            assertThat(placed.cart().article()).isEqualTo("pencil");
            assertThat(failure).hasMessage("too dear");
            assertThat(database.sql("select name from entry order by name")
                            .mapValue(String.class)
                            .all()
                            .collectList()
                            .block())
                    .containsExactly("bill pencil", "booking pencil", "order pencil");
        }
    }
}
