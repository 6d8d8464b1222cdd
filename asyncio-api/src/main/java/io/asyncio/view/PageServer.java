package io.asyncio.view;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Serves the page of a feed in daemon threads, one for each who looks. */
final class PageServer {
    private static final int MOST_THREADS = 32;
    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int WRONG_METHOD = 405;
    private static final int EMPTY = -1;
    private static final Pattern CANCEL = Pattern.compile("task=(\\d{1,18})&token=(\\w*)");

    private final LoopFeed feed;
    private final HttpServer server;
    private final ThreadPoolExecutor threads = newThreads();
    private final RequestOrigin origin;
    private final String host;

    private PageServer(LoopFeed feed, HttpServer server, String host) {
        this.feed = feed;
        this.server = server;
        this.host = host;
        this.origin = new RequestOrigin(host);
    }

    static PageServer start(LoopFeed feed, ViewOptions options) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(options.host, options.port), 0);
        PageServer started = new PageServer(feed, server, options.host);
        server.createContext("/", started::handle);
        server.setExecutor(started.threads);
        started.startInDaemonThread();
        return started;
    }

    private static ThreadPoolExecutor newThreads() {
        return new ThreadPoolExecutor(
                0, MOST_THREADS, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), PageServer::newThread);
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(null, work, "asyncio-view-page", 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /** The server's own thread is a daemon if it is made in one: nobody waits for a view. */
    private void startInDaemonThread() throws IOException {
        Thread starter = newThread(server::start);
        starter.start();
        try {
            starter.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new IOException("Interrupted while a view of a loop was started", e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI uri() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + port() + "/");
    }

    void close() {
        server.stop(0);
        threads.shutdown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers request = exchange.getRequestHeaders();
            if (!origin.isAllowedHost(request.getFirst("Host"))) {
                answer(exchange, FORBIDDEN, "This view answers to its own address only: " + uri() + "\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> page(exchange);
                case "/events" -> events(exchange);
                case "/cancel" -> cancel(exchange);
                default -> answer(exchange, NOT_FOUND, "The page is " + uri() + "\n");
            }
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        if (isMethod(exchange, "GET")) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
            answer(exchange, OK, "text/html", feed.page());
        }
    }

    private void events(HttpExchange exchange) throws IOException {
        if (!isMethod(exchange, "GET")) {
            return;
        }
        prepare(exchange, "text/event-stream");
        exchange.sendResponseHeaders(OK, 0);
        QueueViewer viewer = new QueueViewer();
        feed.join(viewer);
        try {
            OutputStream out = exchange.getResponseBody();
            for (String message = viewer.next(); message != null; message = viewer.next()) {
                out.write(("data: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            feed.leave(viewer);
        }
    }

    private void cancel(HttpExchange exchange) throws IOException {
        if (!isMethod(exchange, "POST")) {
            return;
        }
        Headers request = exchange.getRequestHeaders();
        String query = exchange.getRequestURI().getRawQuery();
        Matcher asked = CANCEL.matcher(query == null ? "" : query);
        if (!RequestOrigin.isSame(request.getFirst("Origin"), request.getFirst("Host"))) {
            answer(exchange, FORBIDDEN, "This request comes from another page\n");
        } else if (!asked.matches()) {
            answer(exchange, NOT_FOUND, "Ask for cancel?task=1&token=...\n");
        } else {
            cancel(exchange, Long.parseLong(asked.group(1)), asked.group(2));
        }
    }

    private void cancel(HttpExchange exchange, long task, String token) throws IOException {
        try {
            boolean found = feed.cancel(task, token);
            answer(exchange, found ? OK : NOT_FOUND, found ? "Cancelled\n" : "There is no such task any more\n");
        } catch (SecurityException refused) {
            answer(exchange, FORBIDDEN, refused.getMessage() + "\n");
        }
    }

    private static boolean isMethod(HttpExchange exchange, String method) throws IOException {
        if (exchange.getRequestMethod().equals(method)) {
            return true;
        }
        exchange.sendResponseHeaders(WRONG_METHOD, EMPTY);
        return false;
    }

    private static void answer(HttpExchange exchange, int status, @Nullable String text) throws IOException {
        answer(exchange, status, "text/plain", String.valueOf(text));
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        prepare(exchange, type);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void prepare(HttpExchange exchange, String type) {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type + "; charset=utf-8");
        headers.set("Cache-Control", "no-store");
        headers.set("X-Content-Type-Options", "nosniff");
    }
}
