package io.asyncio.examples.auction;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code auction.*}.
 *
 * @param bots how many bots bid from the start
 * @param lots how many auctions the house itself keeps open; 0 leaves that to people
 * @param eventBuffer how many changes wait for a reader who is slow
 * @param tick how often the house looks which auctions have ended
 * @param keepEnded how long one that has ended is shown
 * @param rates where currency rates come from
 * @param cluster with whom the auctions are shared
 */
@ConfigurationProperties("auction")
public record AuctionProperties(
        @DefaultValue("0") int bots,
        @DefaultValue("6") int lots,
        @DefaultValue("256") int eventBuffer,
        @DefaultValue("200ms") Duration tick,
        @DefaultValue("2m") Duration keepEnded,
        @DefaultValue Rates rates,
        @DefaultValue Cluster cluster) {
    /**
     * The settings {@code auction.rates.*}.
     *
     * @param url of the service; if it is empty, the application asks a stub of its own
     * @param currency the seller's
     * @param timeout of each try
     * @param retries how often it tries again
     * @param backoff how long it waits before that, at first
     */
    public record Rates(
            @DefaultValue("") String url,
            @DefaultValue("USD") String currency,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("3") int retries,
            @DefaultValue("100ms") Duration backoff) {}

    /**
     * The settings {@code auction.cluster.*}.
     *
     * @param enabled whether there are other nodes
     * @param name of the cluster, which nodes of another name do not join
     * @param port on which this node listens for the others
     * @param members where to look for others, as {@code host:port}; not all have to be there
     */
    public record Cluster(
            @DefaultValue("false") boolean enabled,
            @DefaultValue("auction") String name,
            @DefaultValue("5701") int port,

            @DefaultValue({"127.0.0.1:5701", "127.0.0.1:5702", "127.0.0.1:5703"})
            List<String> members) {}
}
