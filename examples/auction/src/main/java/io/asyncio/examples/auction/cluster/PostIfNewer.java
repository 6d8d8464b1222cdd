package io.asyncio.examples.auction.cluster;

import com.hazelcast.map.EntryProcessor;
import io.asyncio.examples.auction.house.FeedMessage.Change;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs where the map has the entry, and at its backup: what is older never takes the place of what is newer. */
record PostIfNewer(Change change) implements EntryProcessor<UUID, Change, Boolean> {
    @Override
    public Boolean process(Map.Entry<UUID, Change> entry) {
        @Nullable Change known = entry.getValue();
        boolean isNewer = known == null || change.isNewerThan(known);
        if (isNewer) {
            entry.setValue(change);
        }
        return isNewer;
    }
}
