package io.asyncio.examples.auction.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import io.asyncio.examples.auction.house.AuctionView;
import io.asyncio.examples.auction.house.Bid;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Who is there, and which auction lives where. */
@RestController
@ConditionalOnBooleanProperty("auction.cluster.enabled")
class ClusterController {
    private final ClusterHouse house;

    ClusterController(ClusterHouse house) {
        this.house = house;
    }

    /** Nodes by their addresses, the homes by the ids of auctions. */
    record Nodes(String thisNode, List<String> nodes, Map<UUID, String> homes) {}

    @GetMapping("/api/cluster")
    Nodes nodes() {
        HazelcastInstance hazelcast = house.hazelcast();
        Map<UUID, String> homes = new TreeMap<>();
        for (AuctionView view : house.views()) {
            homes.put(view.id(), address(house.homeOf(view.id())));
        }
        List<String> nodes = hazelcast.getCluster().getMembers().stream()
                .map(ClusterController::address)
                .toList();
        return new Nodes(address(hazelcast.getCluster().getLocalMember()), nodes, homes);
    }

    private static String address(@Nullable Member member) {
        return member == null
                ? "nowhere"
                : member.getAddress().getHost() + ":" + member.getAddress().getPort();
    }

    /** As the auction's home has them in its memory. */
    @GetMapping("/api/cluster/auctions/{id}/bids")
    List<Bid> bids(@PathVariable UUID id) {
        return house.bidsAtHome(id);
    }
}
