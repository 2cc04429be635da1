package com.datafly.signal.dr.kafka;

import static com.datafly.signal.dr.kafka.Awaiting.await;
import static com.datafly.signal.dr.kafka.Awaiting.awaitCalm;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.EventReplication;
import com.datafly.signal.dr.events.GroupOffset;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationStatus;
import com.datafly.signal.dr.events.ReplicationWatch;
import com.datafly.signal.dr.kafka.testing.KafkaCluster;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A watch of a source one of whose brokers dies with the only copy of a partition. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OfflinePartitionIT {

    private static final PartitionId LED = new PartitionId("events.raw", 0);
    private static final PartitionId LOST = new PartitionId("events.audit", 0);
    private static final int MORTAL = 2;
    private static final int EVENTS = 300;

    @Test
    void groupsAreJournaledOnAndThePartitionIsSaid() throws Exception {
        try (KafkaCluster primary =
                        KafkaCluster.start(options -> options.brokers(3).name("primary"));
                KafkaCluster standby = KafkaCluster.start(options -> options.name("standby"));
                EventStreamDriver source = TestContext.empty().open(primary.bootstrap());
                EventStreamDriver target = TestContext.empty()
                        .with("replication.source", "primary")
                        .open(standby.bootstrap());
                SignalDr dr = SignalDr.builder()
                        .events("kafka:" + primary.bootstrap())
                        .standbyEvents(
                                "kafka:" + standby.bootstrap(),
                                options -> options.option("replication.source", "primary"))
                        .build()) {
            copied(primary, standby, source, target);
            String group = group(primary, source);
            EventReplication replication = dr.standbyEvents().replicationFrom(dr.events());
            try (ReplicationWatch watch = replication.watch(Duration.ofDays(1))) {
                await(() -> journaled(watch, replication, group) == 100);
                primary.kill(MORTAL);
                await(() -> source.changeGroupOffsets(Map.of(group, Map.of(LED, GroupOffset.of(290))))
                        .isEmpty());

                await(() -> journaled(watch, replication, group) == 290);

                assertThat(watch.trouble().map(DrException::problem))
                        .hasValueSatisfying(problem -> assertThat(problem).contains(LOST.toString()));
                ReplicationStatus status = replication.status();
                assertThat(status.live()).isTrue();
                assertThat(status.proven()).isFalse();
                assertThat(status.problems()).anyMatch(problem -> problem.contains(LOST.toString()));
                assertThat(replication.translate(Set.of(group)).live()).isTrue();
            }
        }
    }

    /** Looks, and returns what is known of the group then; -1 if nothing is. */
    private static long journaled(ReplicationWatch watch, EventReplication replication, String group) {
        watch.look();
        return replication.translateFromJournal(Set.of(group)).offsets().stream()
                .mapToLong(each -> each.committed().offset())
                .findFirst()
                .orElse(-1);
    }

    /** Has the same events at both clusters, and the pairs of offsets that a mirror writes. */
    private static void copied(
            KafkaCluster primary, KafkaCluster standby, EventStreamDriver source, EventStreamDriver target)
            throws ExecutionException, InterruptedException {
        create(
                primary,
                new NewTopic(LED.topic(), Map.of(0, List.of(1))),
                new NewTopic(LOST.topic(), Map.of(0, List.of(MORTAL))));
        create(
                standby,
                new NewTopic("primary." + LED.topic(), 1, (short) 1),
                new NewTopic("primary." + LOST.topic(), 1, (short) 1),
                new NewTopic("mm2-offset-syncs.primary.internal", 1, (short) 1));
        write(source, "");
        write(target, "primary.");
        target.replicationFrom(source)
                .orElseThrow()
                .note(List.of(
                        new OffsetSync(LED, 0, 0, -1),
                        new OffsetSync(LED, EVENTS - 1, EVENTS - 1, -1),
                        new OffsetSync(LOST, 0, 0, -1),
                        new OffsetSync(LOST, EVENTS - 1, EVENTS - 1, -1)));
    }

    private static void create(KafkaCluster cluster, NewTopic... topics)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", cluster.insideBootstrap()))) {
            admin.createTopics(List.of(topics)).all().get();
        }
    }

    private static void write(EventStreamDriver driver, String prefix) {
        try (EventWriter writer = driver.writer(WriterSettings.plain())) {
            for (int i = 0; i < EVENTS; i++) {
                byte[] value = ("event-" + i).getBytes(UTF_8);
                for (PartitionId each : List.of(LED, LOST)) {
                    NewEvent event =
                            NewEvent.of(prefix + each.topic(), null, value).partition(0);
                    // Topics are made when the controller knows them, and any broker may be asked for them.
                    awaitCalm(() -> isAppended(writer, event));
                }
            }
            writer.flush();
        }
    }

    private static boolean isAppended(EventWriter writer, NewEvent event) {
        writer.append(event);
        return true;
    }

    /** Makes a group that another broker than the mortal one keeps, at offset 100. */
    private static String group(KafkaCluster primary, EventStreamDriver source)
            throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", primary.insideBootstrap()))) {
            for (int i = 0; true; i++) {
                String group = "delivery-" + i;
                await(() -> source.changeGroupOffsets(Map.of(group, Map.of(LED, GroupOffset.of(100))))
                        .isEmpty());
                var described =
                        admin.describeConsumerGroups(List.of(group)).all().get();
                int keeper = requireNonNull(described.get(group)).coordinator().id();
                if (keeper != MORTAL) {
                    return group;
                }
                admin.deleteConsumerGroups(List.of(group)).all().get();
            }
        }
    }
}
