package io.asyncio.examples.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import java.util.List;

/** Of nodes on this machine alone, each on a free port, for measurements and tests. */
final class LoopbackConfig {
    private LoopbackConfig() {}

    /** For a node that joins {@code members}, as {@code 127.0.0.1:5701}; none for the first one. */
    static Config withMembers(List<String> members) {
        Config config = new Config();
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getMetricsConfig().setEnabled(false);
        config.getNetworkConfig().setPort(0);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(members);
        return config;
    }
}
