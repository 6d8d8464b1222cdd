package io.asyncio.examples.webflux;

import static io.asyncio.reactor.ReactorAdapter.await;

import io.asyncio.Event;
import io.asyncio.Loop;
import io.asyncio.Task;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** All methods run on one loop: the fields need no lock, and a method may suspend wherever it likes. */
@RestController
class NewsController {
    private static final Logger LOG = LoggerFactory.getLogger(NewsController.class);

    private final Loop loop;
    private final Archive archive;
    private final Event published = new Event();
    private String latest = "";
    private int readers;

    NewsController(Loop loop, Archive archive) {
        this.loop = loop;
        this.archive = archive;
    }

    /** A plain method: it is a task, and a client that goes away cancels it. */
    @GetMapping("/news")
    String read() {
        readers++;
        try {
            published.await();
            return latest;
        } finally {
            readers--;
        }
    }

    @PostMapping("/news")
    int publish(@RequestBody String text) {
        LOG.info("storing");
        int number = await(archive.store(text)); // a Mono, of another thread
        LOG.info("stored");
        latest = text;
        published.set(); // wakes those who wait now
        published.clear();
        return number;
    }

    /** A task as a result; it may be shared, or made elsewhere. */
    @GetMapping("/news/task")
    Task<String> readAsTask() {
        return loop.createTask("reader", this::read);
    }

    @GetMapping("/readers")
    int readers() {
        return readers;
    }

    @GetMapping("/news/old")
    String old() {
        throw new ResponseStatusException(HttpStatus.GONE, "only the latest news are kept");
    }
}
