package io.asyncio.examples.auction;

import static io.asyncio.examples.auction.RunningHouse.awaitThat;

import io.asyncio.examples.servers.FreePort;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A cluster of three nodes on this machine, each in a JVM of its own, over one database. */
final class ThreeNodes implements AutoCloseable {
    static final int COUNT = 3;

    private final List<StartedJvm> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final String database;

    /** {@code database} is its R2DBC URL, with the user as {@code username}. */
    ThreeNodes(String database, String username) throws Exception {
        this.database = database.replaceFirst("//", "//" + username + "@");
        for (int i = 0; i < COUNT; i++) {
            ports.add(FreePort.find());
        }
        String members = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        String name = UUID.randomUUID().toString();
        for (int port : ports) {
            nodes.add(new StartedJvm(
                    application(),
                    "--spring.profiles.active=cluster",
                    "--spring.r2dbc.url=" + database,
                    "--spring.r2dbc.username=" + username,
                    "--auction.cluster.name=" + name,
                    "--auction.cluster.port=" + port,
                    "--auction.cluster.members=" + members,
                    "--auction.lots=0",
                    "--auction.tick=50ms",
                    "--auction.keep-ended=24h",
                    "--auction.event-buffer=100000"));
        }
        awaitThat("a cluster", () -> cluster(0).get("nodes").size() == COUNT);
    }

    private static List<String> application() {
        List<String> application = new ArrayList<>(List.of("-Xmx256m"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-")) // the flags for carrier fibers
                .forEach(application::add);
        application.addAll(List.of("-cp", System.getProperty("java.class.path"), AuctionApplication.class.getName()));
        return application;
    }

    List<String> urls() {
        return nodes.stream().map(StartedJvm::url).toList();
    }

    StartedJvm node(int index) {
        return nodes.get(index);
    }

    JsonNode get(int index, String path) {
        try {
            return JsonMapper.shared().readTree(nodes.get(index).get(path));
        } catch (IOException e) {
            throw new AssertionError(path + " of node " + index, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    JsonNode cluster(int index) {
        return get(index, "/api/cluster");
    }

    /** Where each auction lives, as node {@code asked} knows it: the index of a node, or -1 if that is nowhere. */
    Map<UUID, Integer> homes(int asked) {
        Map<UUID, Integer> homes = new HashMap<>();
        for (Map.Entry<String, JsonNode> home : cluster(asked).get("homes").properties()) {
            String port = home.getValue().asString().replaceFirst(".*[^0-9]", "");
            homes.put(UUID.fromString(home.getKey()), ports.indexOf(Integer.parseInt("0" + port)));
        }
        return homes;
    }

    DatabaseClient database() {
        return DatabaseClient.create(ConnectionFactories.get(ConnectionFactoryOptions.parse(database)));
    }

    @Override
    public String toString() {
        return nodes.stream()
                .map(node -> String.join("\n", node.lines()))
                .collect(Collectors.joining("\n--\n", "ThreeNodes[", "]"));
    }

    @Override
    public void close() throws InterruptedException {
        for (StartedJvm node : nodes) {
            node.close();
        }
    }
}
