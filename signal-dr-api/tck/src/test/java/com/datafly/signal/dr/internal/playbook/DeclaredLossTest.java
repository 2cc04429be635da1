package com.datafly.signal.dr.internal.playbook;

import static com.datafly.signal.dr.internal.playbook.TwinClusters.GROUP;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.TOPIC;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.done;
import static com.datafly.signal.dr.internal.playbook.TwinClusters.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.SignalDr;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.playbook.EventGuards;
import com.datafly.signal.dr.playbook.FailoverSteps;
import com.datafly.signal.dr.playbook.Playbook;
import com.datafly.signal.dr.playbook.RunStatus;
import com.datafly.signal.dr.playbook.Step;
import com.datafly.signal.dr.playbook.Steps;
import com.datafly.signal.dr.playbook.step.PartitionOffset;
import com.datafly.signal.dr.playbook.step.ProducersFrozen;
import com.datafly.signal.dr.spi.JournalDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a failover says that it loses. */
class DeclaredLossTest {

    @TempDir
    private Path directory;

    private TwinClusters clusters;

    @BeforeEach
    void open() {
        clusters = new TwinClusters(directory);
        clusters.mirror.keepNames();
    }

    @AfterEach
    void close() {
        clusters.close();
    }

    @Test
    void whatProducersDidNotCountIsTakenFromTheLastLook() {
        clusters.primary.topic("events.other", 1);
        clusters.mirrored();
        clusters.produce(clusters.primary, "events.other", 40);
        clusters.look();
        clusters.primary.kill();

        RunStatus ended = clusters.run(gated(end(TOPIC, 100)));

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(told(ended)).contains("about 40 events");
    }

    @Test
    void aCopyThatWeMayNotSeeIsNoLossAndNothingIsProven() {
        clusters.primary.topic("events.secret", 1);
        clusters.produce(clusters.primary, "events.secret", 40);
        clusters.mirrored();
        clusters.standby.forbid("events.secret");

        RunStatus ended = clusters.run(gated(end(TOPIC, 100)));

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(told(ended)).contains("about 0 events", "'events.secret'").doesNotContain("without a copy");
    }

    @Test
    void aHoleThatAGroupHadNotReadIsALoss() {
        expire(30, 100);

        RunStatus ended = clusters.run(gated(end(TOPIC, 180)));

        assertThat(done(ended)).doesNotContain("gate");
        assertThat(told(ended)).contains("lacks at most 79 events", "79 of them in holes");
    }

    @Test
    void aHoleThatEveryGroupHadReadIsNone() {
        expire(179, 179);

        RunStatus ended = clusters.run(gated(end(TOPIC, 180)));

        assertThat(done(ended)).as(told(ended)).contains("gate");
    }

    @Test
    void topicsWithoutACopyAreSaid() {
        clusters.mirror.topics(topic -> topic.equals(TOPIC));
        clusters.mirrored();
        clusters.primary.topic("events.new", 1);
        clusters.produce(clusters.primary, "events.new", 7);

        try (JournalDriver journal = FileJournal.open(directory.resolve("status"));
                SignalDr dr = clusters.open(journal)) {
            assertThat(dr.standbyEvents().replicationFrom(dr.events()).status().problems())
                    .contains("1 topics of the source have no copy: events.new");
        }
    }

    /** Lets 79 of 180 events expire before they are copied, in front of the last, and loses the primary. */
    private void expire(long committed, long otherCommitted) {
        clusters.mirrored();
        clusters.mirror.stop();
        clusters.produce(clusters.primary, TOPIC, 80);
        clusters.primary.deleteBefore(TOPIC, 0, 179);
        clusters.mirror.start();
        clusters.mirror.copy();
        clusters.mirror.flush();
        clusters.primary.commit(GROUP, TOPIC, 0, committed).commit("others", TOPIC, 0, otherCommitted);
        clusters.look();
        clusters.primary.kill();
    }

    private static PartitionOffset end(String topic, long offset) {
        return PartitionOffset.of(new PartitionId(topic, 0), offset);
    }

    private static Playbook gated(PartitionOffset... acknowledged) {
        Step freeze = MirroredProduct.hook(
                "freeze", ProducersFrozen.class, () -> new ProducersFrozen(List.of(acknowledged), Optional.empty()));
        return Playbook.define(
                "declared-loss",
                playbook -> playbook.step(freeze)
                        .step(FailoverSteps.declareLoss("loss", Optional.of("freeze"), Duration.ofMillis(100)))
                        .step(Steps.gate("gate", EventGuards.streamLossAtMost("loss", 0))
                                .after("loss")));
    }
}
