package com.datafly.signal.dr.kafka;

import com.datafly.signal.dr.Secret;
import com.datafly.signal.dr.events.AclRule;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.kafka.testing.MirrorMakerProcess;
import com.datafly.signal.dr.kafka.testing.MirrorSettings;
import com.datafly.signal.dr.spi.EventStreamDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Two real clusters, and how they are asked. At the primary producers log in, and may do what rules allow. */
final class FailoverClusters implements AutoCloseable {

    static final String IDENTITY = "org.apache.kafka.connect.mirror.IdentityReplicationPolicy";
    static final String PRODUCER = "User:ingestion";

    private static final String PASSWORD = "produces";

    private final Path place;
    private final KafkaCluster primary;
    private final KafkaCluster standby;
    private final EventStreamDriver source;
    private final EventStreamDriver producer;
    private final EventStreamDriver target;

    FailoverClusters(Path place) {
        this.place = place;
        primary = KafkaCluster.start(c -> c.directory(place).name("primary").user("ingestion", PASSWORD));
        standby = KafkaCluster.start(c -> c.directory(place).name("standby"));
        source = TestContext.empty().with("request.timeout.ms", "3000").open(sourceAddress());
        producer = TestContext.user("ingestion", Secret.of(PASSWORD))
                .with("request.timeout.ms", "3000")
                .open(primary.bootstrap());
        target = TestContext.empty().open(targetAddress());
        source.addAcls(List.of(
                new AclRule("TOPIC", "events.", "PREFIXED", PRODUCER, "*", "WRITE", "ALLOW"),
                new AclRule("TRANSACTIONAL_ID", "paid", "LITERAL", PRODUCER, "*", "WRITE", "ALLOW")));
    }

    Path place() {
        return place;
    }

    KafkaCluster primary() {
        return primary;
    }

    KafkaCluster standby() {
        return standby;
    }

    /** Returns where those find the primary who may do everything there. */
    String sourceAddress() {
        return primary.insideBootstrap();
    }

    /** Returns where the standby is found. */
    String targetAddress() {
        return standby.bootstrap();
    }

    /** Returns a driver of the primary. */
    EventStreamDriver source() {
        return source;
    }

    /** Returns the driver of the primary's producers. */
    EventStreamDriver producer() {
        return producer;
    }

    /** Returns a driver of the standby. */
    EventStreamDriver target() {
        return target;
    }

    /** With {@code groups} MirrorMaker itself moves groups at the standby, as they move at the primary. */
    MirrorMakerProcess mirror(boolean groups) {
        Map<String, String> settings = MirrorSettings.between(primary, standby);
        settings.put("primary.bootstrap.servers", sourceAddress());
        settings.put("primary->standby.topics", "events\\..*");
        settings.put("primary->standby.sync.topic.acls.enabled", "false");
        settings.put("replication.policy.class", IDENTITY);
        settings.put("primary.consumer.isolation.level", "read_committed");
        settings.put("sync.group.offsets.enabled", Boolean.toString(groups));
        return MirrorMakerProcess.start(settings, p -> p.directory(place));
    }

    @Override
    public void close() {
        target.close();
        producer.close();
        source.close();
        standby.close();
        primary.close();
    }
}
