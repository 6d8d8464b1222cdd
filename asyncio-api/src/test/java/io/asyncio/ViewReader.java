package io.asyncio;

import io.asyncio.view.LoopView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the page of a live view does: it listens to the view's events. */
final class ViewReader implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String DATA = "data: ";

    private final BufferedReader lines;

    ViewReader(LoopView view) throws Exception {
        HttpResponse<InputStream> events =
                CLIENT.send(HttpRequest.newBuilder(view.uri().resolve("events")).build(), BodyHandlers.ofInputStream());
        lines = new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8));
    }

    static HttpResponse<String> get(URI uri) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    static HttpResponse<String> post(URI uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody());
        return CLIENT.send(
                headers.length == 0 ? request.build() : request.headers(headers).build(), BodyHandlers.ofString());
    }

    /** Null at the end. */
    String next() throws IOException {
        String line = lines.readLine();
        while (line != null && !line.startsWith(DATA)) {
            line = lines.readLine();
        }
        return line == null ? null : line.substring(DATA.length());
    }

    String awaitMessage(Predicate<String> wanted) throws IOException {
        String message = next();
        while (!wanted.test(message)) {
            message = next();
        }
        return message;
    }

    String awaitText(String wanted) throws IOException {
        return awaitMessage(message -> message.contains(wanted));
    }

    /** Listens until it is told of the task. */
    TaskRow awaitTask(String name) throws IOException {
        return TaskRow.of(awaitMessage(message -> TaskRow.find(message, name).find()), name);
    }

    /** Where a task stands, by the first message. */
    static String siteOf(String message, TaskRow row) {
        Matcher sites = Pattern.compile("\"siteFrom\":0,\"sites\":\\[\"(.*?)\"],\"loops\"")
                .matcher(message);
        return sites.find() && row.site >= 0 ? sites.group(1).split("\",\"", -1)[row.site] : "";
    }

    /** What a message says of a task. */
    record TaskRow(long id, TaskState state, long moved, long made, int site, String awaited) {
        static Matcher find(String message, String name) {
            return Pattern.compile("\\[(\\d+),\"" + Pattern.quote(name)
                            + "\",\"(\\w+)\",(-?\\d+),(-?\\d+),(-?\\d+),\\[([\\d,]*)]]")
                    .matcher(message);
        }

        static TaskRow of(String message, String name) {
            Matcher found = find(message, name);
            if (!found.find()) {
                throw new AssertionError("no task " + name + " in " + message);
            }
            MatchResult row = found.toMatchResult();
            return new TaskRow(
                    Long.parseLong(row.group(1)),
                    TaskState.valueOf(row.group(2).toUpperCase(Locale.ROOT)),
                    Long.parseLong(row.group(3)),
                    Long.parseLong(row.group(4)),
                    Integer.parseInt(row.group(5)),
                    row.group(6));
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
