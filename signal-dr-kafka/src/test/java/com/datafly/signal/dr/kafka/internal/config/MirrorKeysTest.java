package com.datafly.signal.dr.kafka.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.mirror.MirrorCheckpointConnector;
import org.apache.kafka.connect.mirror.MirrorHeartbeatConnector;
import org.apache.kafka.connect.mirror.MirrorSourceConnector;
import org.apache.kafka.connect.runtime.ConnectorConfig;
import org.apache.kafka.connect.runtime.distributed.DistributedConfig;
import org.junit.jupiter.api.Test;

class MirrorKeysTest {

    @Test
    void theListHasWhatTheConnectorsOfThisVersionRead() {
        Set<String> names = new TreeSet<>(new MirrorSourceConnector().config().names());
        names.addAll(new MirrorCheckpointConnector().config().names());
        names.addAll(new MirrorHeartbeatConnector().config().names());
        names.addAll(ConnectorConfig.configDef().names());
        names.removeIf(MirrorKeys::connection);

        assertThat(MirrorKeys.listed("connector")).containsAll(names);
    }

    @Test
    void theListHasWhatTheWorkersOfThisVersionRead() {
        Set<String> names = new TreeSet<>(new DistributedConfig(Map.of(
                        "bootstrap.servers", "localhost:9092",
                        "group.id", "workers",
                        "key.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                        "value.converter", "org.apache.kafka.connect.converters.ByteArrayConverter",
                        "offset.storage.topic", "offsets",
                        "config.storage.topic", "configs",
                        "status.storage.topic", "statuses"))
                .values()
                .keySet());
        names.removeIf(MirrorKeys::connection);

        assertThat(MirrorKeys.listed("worker")).isEqualTo(names);
    }

    @Test
    void howAClusterIsReachedIsWhatKafkasClientsRead() {
        assertThat(new ConfigDef().withClientSaslSupport().names()).allMatch(MirrorKeys::connection);
        assertThat(MirrorKeys.connection("bootstrap.servers")).isTrue();
        assertThat(MirrorKeys.connection("topics")).isFalse();
    }
}
