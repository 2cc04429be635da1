package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.mirror.RemoteClusterUtils;

/** The translation of offsets that MirrorMaker 2 brings along, to be compared with. */
final class MirrorsOwn {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private MirrorsOwn() {}

    /**
     * Translates as MirrorMaker's own client does: the target alone is asked.
     *
     * @param policy how copies are named, as in MirrorMaker's {@code replication.policy.class}
     * @return by group and the target's partition, where the group goes on
     */
    static Map<String, Map<PartitionId, Long>> translate(KafkaCluster target, String policy, Set<String> groups) {
        Map<String, Object> client = new HashMap<>();
        client.put("bootstrap.servers", target.bootstrap());
        client.put("replication.policy.class", policy);
        Map<String, Map<PartitionId, Long>> found = new HashMap<>();
        for (String group : groups) {
            try {
                Map<PartitionId, Long> offsets = new HashMap<>();
                RemoteClusterUtils.translateOffsets(client, "primary", group, PATIENCE)
                        .forEach((partition, offset) -> offsets.put(
                                new PartitionId(partition.topic(), partition.partition()), offset.offset()));
                found.put(group, offsets);
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
        return found;
    }
}
