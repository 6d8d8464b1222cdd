package io.asyncio.examples.tcp;

import static io.asyncio.Asyncio.createTask;
import static io.asyncio.Asyncio.run;
import static io.asyncio.Asyncio.waitFor;

import io.asyncio.Held;
import io.asyncio.Queue;
import io.asyncio.Semaphore;
import io.asyncio.Task;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the links of a page, and those of the pages behind them: ten at a time, two of each host. Ctrl-C and SIGTERM end
 * it.
 *
 * <p>{@code mvn -q compile exec:exec -pl examples/tcp -am -Dexample=Crawler -Darguments="http://localhost:7005/ 100"}
 */
public final class Crawler {
    private static final int WORKERS = 10;
    private static final int WORKERS_OF_A_HOST = 2;
    private static final Pattern LINK = Pattern.compile("<a\\s[^>]*href=\"([^\"#\\s]+)[\"#]", Pattern.CASE_INSENSITIVE);

    private final int mostPages;
    private final Duration timeout;
    private final Queue<URI> queue = new Queue<>();
    private final Set<URI> seen = new HashSet<>(); // by all workers, without a lock
    private final Map<String, Semaphore> hosts = new HashMap<>();

    Crawler(int mostPages, Duration timeout) {
        this.mostPages = mostPages;
        this.timeout = timeout;
    }

    /** The arguments are the address of the first page, and how many are fetched at most. */
    public static void main(String... arguments) {
        Crawler crawler = new Crawler(Integer.parseInt(arguments[1]), Duration.ofSeconds(10));
        run(() -> crawler.crawl(URI.create(arguments[0])));
        System.out.println("seen " + crawler.seen.size() + " pages");
    }

    /** Gives all pages that it has come across. */
    Set<URI> crawl(URI first) {
        add(first);
        List<Task<?>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(createTask("worker " + i, this::work));
        }
        try {
            queue.join();
        } finally {
            workers.forEach(Task::cancel);
        }
        return seen;
    }

    private void add(URI page) {
        if (seen.size() < mostPages && seen.add(page)) {
            queue.putNoWait(page);
        }
    }

    private void work() {
        while (true) {
            URI page = queue.get();
            Semaphore places = hosts.computeIfAbsent(page.getAuthority(), host -> new Semaphore(WORKERS_OF_A_HOST));
            try (Held place = places.hold()) {
                String text = waitFor(() -> HttpGet.get(page), timeout);
                System.out.println(page + ": " + text.length() + " characters");
                addLinks(page, text);
            } catch (IOException | TimeoutException | IllegalArgumentException e) {
                System.out.println(page + ": " + e);
            } finally {
                queue.taskDone();
            }
        }
    }

    private void addLinks(URI page, String text) {
        for (Matcher link = LINK.matcher(text); link.find(); ) {
            URI address = page.resolve(link.group(1));
            if (String.valueOf(address.getScheme()).startsWith("http") && address.getHost() != null) {
                add(address);
            }
        }
    }
}
