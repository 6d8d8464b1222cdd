package io.asyncio.examples.auction.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.asyncio.Loop;
import io.asyncio.examples.auction.AuctionProperties;
import io.asyncio.examples.auction.HouseConfiguration;
import io.asyncio.examples.auction.house.AuctionHouse;
import io.asyncio.examples.auction.house.Cashier;
import io.asyncio.examples.auction.house.Feed;
import io.asyncio.examples.auction.house.FeedMessage;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import io.asyncio.examples.auction.house.Records;
import io.asyncio.examples.auction.house.WatchLists;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The house on several nodes, by {@code auction.cluster.enabled}, which the profile {@code cluster} sets. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("auction.cluster.enabled")
class ClusterConfiguration {
    @Bean
    ClusterHouse clusterHouse(
            Loop loop,
            Records records,
            Cashier cashier,
            Feed feed,
            WatchLists watchLists,
            Clock clock,
            AuctionProperties properties) {
        Board board = new Board(loop, feed, watchLists);
        Feed ofHome = new Feed(0); // without readers: what happens here goes to the board, for the pages of all nodes
        ofHome.listen(message -> pass(message, board, feed));
        AuctionHouse here = new AuctionHouse(
                loop, records, cashier, ofHome, new WatchLists(), clock, HouseConfiguration.times(properties));
        return new ClusterHouse(loop, here, board, feed, clock, config(properties.cluster()));
    }

    private static void pass(FeedMessage message, Board board, Feed feed) {
        if (message instanceof Change change) {
            board.post(change);
        } else {
            feed.tell(message);
        }
    }

    private static Config config(AuctionProperties.Cluster settings) {
        Config config = new Config();
        config.setClusterName(settings.name());
        config.setClassLoader(ClusterConfiguration.class.getClassLoader());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.shutdownhook.enabled", "false"); // Spring's lifecycle ends it
        config.setProperty("hazelcast.graceful.shutdown.max.wait", "10"); // seconds, less than Spring's phase has
        config.setProperty("hazelcast.wait.seconds.before.join", "0");
        config.setProperty("hazelcast.heartbeat.interval.seconds", "1");
        config.setProperty("hazelcast.max.no.heartbeat.seconds", "10"); // a machine without power says nothing
        config.getMetricsConfig().setEnabled(false);
        NetworkConfig network =
                config.getNetworkConfig().setPort(settings.port()).setPortAutoIncrement(false);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true);
        settings.members().forEach(join.getTcpIpConfig()::addMember);
        return config;
    }
}
