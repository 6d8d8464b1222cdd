package io.asyncio.examples.benchmarks.http;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;

/**
 * A server to compare.
 *
 * @param name as in the tables
 * @param flags of its JVM
 * @param main the class that its JVM runs, in the package {@code server}
 * @param arguments of that class
 */
record Contender(String name, List<String> flags, String main, List<String> arguments) {
    /** What the others are divided by. */
    static final String REFERENCE = "WebFlux Mono";

    private static final List<String> CARRIER = List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");
    private static final String ONE_EVENT_LOOP = "-Dreactor.netty.ioWorkerCount=1";
    private static final String WITHOUT_US = "--spring.autoconfigure.exclude="
            + ImportCandidates.load(AutoConfiguration.class, Contender.class.getClassLoader()).getCandidates().stream()
                    .filter(name -> name.startsWith("io.asyncio."))
                    .collect(Collectors.joining(","));

    static List<Contender> all() {
        return List.of(
                webFlux(REFERENCE, "Mono", ONE_EVENT_LOOP),
                webFlux("WebFlux Mono, again", "Mono", ONE_EVENT_LOOP),
                webFlux("WebFlux suspend", "Suspend", ONE_EVENT_LOOP),
                webFlux("WebFlux Mono, default event loops", "Mono"),
                webFlux("WebFlux suspend, default event loops", "Suspend"),
                ours("asyncio direct", "Direct"),
                ours("asyncio Task", "Task"),
                ours("asyncio Mono", "Mono"),
                ours("asyncio suspend", "Suspend"),
                ours("asyncio direct, two loops", "Direct", "--asyncio.loops=2"),
                spring("asyncio direct, virtual fibers", List.of(), "Direct", "reactive"),
                spring(
                        "asyncio direct, with the hop",
                        and(CARRIER, ONE_EVENT_LOOP),
                        "Direct",
                        "reactive",
                        "--asyncio.webflux.share-loop=false"),
                spring(
                        "Spring MVC, virtual threads",
                        List.of(),
                        "Blocking",
                        "servlet",
                        WITHOUT_US,
                        "--spring.threads.virtual.enabled=true",
                        "--spring.http.clients.imperative.factory=jdk",
                        "--server.tomcat.max-keep-alive-requests=-1",
                        "--server.tomcat.keep-alive-timeout=10m"),
                new Contender("Vert.x web", List.of(), "VertxServer", List.of()),
                new Contender("Helidon", List.of(), "HelidonServer", List.of()));
    }

    private static Contender webFlux(String name, String controller, String... flags) {
        return spring(name, List.of(flags), controller, "reactive", WITHOUT_US);
    }

    private static Contender ours(String name, String controller, String... properties) {
        return spring(name, CARRIER, controller, "reactive", properties);
    }

    private static Contender spring(
            String name, List<String> flags, String controller, String type, String... properties) {
        List<String> arguments = and(
                List.of(controller + "Controller", "--server.port=0", "--spring.main.web-application-type=" + type),
                properties);
        return new Contender(name, flags, "SpringServer", arguments);
    }

    private static List<String> and(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
