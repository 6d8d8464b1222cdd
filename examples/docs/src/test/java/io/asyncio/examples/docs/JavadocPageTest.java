package io.asyncio.examples.docs;

import static io.asyncio.Asyncio.*;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.asyncio.AsyncIterator;
import io.asyncio.Loop;
import io.asyncio.LoopGroup;
import io.asyncio.Runner;
import io.asyncio.Task;
import io.asyncio.Timeout;
import io.asyncio.reactor.ReactorAdapter;
import io.asyncio.stream.Server;
import io.asyncio.stream.Stream;
import io.asyncio.stream.StreamReader;
import io.asyncio.test.AsyncioTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.util.context.Context;

/** The code in the Javadoc, unless a page of docs has it as well. */
class JavadocPageTest {
    private final List<Object> shown = new ArrayList<>();
    private final Client client = new Client();

    record Order(int number) {}

    record User(int id) {}

    record Connection(Loop loop) {}

    record Article(String name) {}

    static final class Client {
        String fetch() {
            sleep(30);
            return "fetched";
        }
    }

    static final class Stock {
        private int left = 3;

        int take(int count) {
            left -= count;
            return left;
        }
    }

    static final class Stocks {
        private final ConcurrentHashMap<Article, Stock> stocks = new ConcurrentHashMap<>();

        Stock of(Article article) {
            return stocks.computeIfAbsent(article, name -> new Stock());
        }
    }

    private void show(Object what) {
        shown.add(what);
    }

    private void ship(Order order) {
        shown.add(order);
    }

    private void report() {
        shown.add("reported");
    }

    private static int fetch(String page) {
        sleep(1);
        return page.length();
    }

    private static User load(int id) {
        return new User(id);
    }

    private static Connection connect() {
        return new Connection(getRunningLoop());
    }

    private void use(Connection connection) {
        shown.add(connection.loop() == getRunningLoop());
    }

    @Test
    void asyncIterator() {
        run(() -> {
            Flux<Order> flux = Flux.just(new Order(1), new Order(2));
            try (AsyncIterator<Order> orders = ReactorAdapter.iterate(flux)) {
                for (Order order : orders) {
                    ship(order);
                }
            }
        });
        assertEquals(List.of(new Order(1), new Order(2)), shown);
    }

    /** Runs {@code body} with a connection to a server that sends three lines. */
    private static void withLines(StreamUser body) throws IOException {
        run(() -> {
            Server server = startServer(
                    (reader, writer) -> {
                        writer.write("a\nb\nc\n".getBytes(UTF_8));
                        writer.close();
                    },
                    "localhost",
                    0);
            try (Stream stream = openConnection("localhost", server.port())) {
                body.use(stream);
            }
            server.close();
        });
    }

    @FunctionalInterface
    interface StreamUser {
        void use(Stream stream) throws IOException;
    }

    @Test
    void generator() throws IOException {
        withLines(this::showLines);
        assertEquals(List.of("a\n", "b\n", "c\n"), shown);
    }

    private void showLines(StreamReader reader) {
        try (AsyncIterator<String> lines = generate(out -> {
            for (byte[] line = reader.readLine(); line.length > 0; line = reader.readLine()) {
                out.yield(new String(line, UTF_8));
            }
        })) {
            for (String line : lines) {
                show(line);
            }
        }
    }

    @Test
    void body() throws IOException {
        withLines(stream -> show(new String(firstLine(stream), UTF_8)));
        assertEquals(List.of("a\n"), shown);
    }

    private byte[] firstLine(Stream stream) {
        try {
            return waitFor(() -> stream.readLine(), 5);
        } catch (IOException e) {
            throw new AssertionError("no connection", e);
        } catch (TimeoutException e) {
            throw new AssertionError("no line", e);
        }
    }

    @Test
    void timeout() throws IOException {
        withLines(this::showWithTimeout);
        assertEquals(List.of("a\n", "b\nc\n"), shown);
    }

    private void showWithTimeout(Stream stream) throws IOException {
        try {
            Timeout timeout = Timeout.after(Duration.ofSeconds(10));
            timeout.run(() -> {
                byte[] header = stream.readLine();
                timeout.rescheduleAfter(Duration.ofSeconds(60));
                show(new String(header, UTF_8));
                show(new String(stream.read(), UTF_8));
            });
        } catch (TimeoutException e) {
            throw new AssertionError("too slow", e);
        }
    }

    @Test
    void reactorContextOfACallback() {
        run(() -> {
            Loop loop = getRunningLoop();
            Context context = Context.of("trace", 1);
            loop.callSoon(() -> withReactorContext(context, () -> createTask(() -> report())));
            sleepMs(1);
        });
        assertEquals(List.of("reported"), shown);
    }

    @Test
    void owningCompletableFuture() {
        int id = 7;
        try (Loop loop = Loop.create().start()) {
            CompletableFuture<User> user = loop.createTask(() -> load(id)).toOwningCompletableFuture();
            assertEquals(new User(7), user.join());
        }
    }

    @Test
    void loopGroup() {
        Stocks stocks = new Stocks();
        Article article = new Article("pen");
        try (LoopGroup group = LoopGroup.create(2).start()) {
            int left = group.next()
                    .createTask(() -> {
                        int stock = await(group.loopFor(article)
                                .createTask(() -> stocks.of(article).take(1)));
                        return stock;
                    })
                    .toCompletableFuture()
                    .join();
            assertEquals(2, left);
        }
    }

    @Test
    void runner() {
        try (Runner runner = new Runner()) {
            Connection connection = runner.run(() -> connect());
            runner.run(() -> use(connection));
        }
        assertEquals(List.of(true), shown);
    }

    @AsyncioTest
    void group() {
        int sum = taskGroup(group -> {
            Task<Integer> a = group.createTask(() -> fetch("a"));
            Task<Integer> b = group.createTask(() -> fetch("b"));
            return a.await() + b.await();
        });
        assertEquals(2, sum);
    }

    @AsyncioTest
    void retriesForAMinute() throws Exception {
        Task<String> task = createTask(() -> client.fetch());
        sleep(Duration.ofMinutes(1));
        assertTrue(task.done());
    }
}
