package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.events.EventRecord;
import com.datafly.signal.dr.events.NewEvent;
import com.datafly.signal.dr.events.OffsetSync;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.events.ReplicationTask;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventStreamDriver;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.spi.ReplicationDriver;
import com.datafly.signal.dr.spi.WriterSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InMemoryMirrorTest {

    private static final String TOPIC = "events.raw";

    private final InMemoryCluster source = InMemoryCluster.create().topic(TOPIC, 1);
    private final InMemoryCluster target = InMemoryCluster.create();
    private final EventStreamDriver sourceDriver = source.driver();
    private final EventStreamDriver targetDriver = target.driver();
    private final InMemoryMirror mirror = InMemoryMirror.between(source, target);

    @AfterEach
    void close() {
        mirror.close();
        sourceDriver.close();
        targetDriver.close();
        source.close();
        target.close();
    }

    @Test
    void firstRecordAndEachHundredthArePairedAndTheLastOneWhenItStoresHowFarItIs() {
        source.fill(TOPIC, 0, 250);
        mirror.copy();
        assertThat(pairs()).containsExactly("0=0", "101=101", "202=202");

        mirror.flush();
        assertThat(pairs()).containsExactly("0=0", "101=101", "202=202", "249=249");
        assertThat(target.events("primary.events.raw", 0)).hasSize(250);
    }

    @Test
    void gapAtTheSourceIsPairedAtOnce() {
        source.fill(TOPIC, 0, 5);
        write(3, false);
        write(2, true);
        source.fill(TOPIC, 0, 5);

        mirror.committedOnly().copy();

        assertThat(pairs()).containsExactly("0=0", "9=5", "12=7");
    }

    @Test
    void whatWasAbortedIsCopiedUnlessToldOtherwise() {
        write(3, false);

        mirror.copy();

        assertThat(target.events("primary.events.raw", 0)).hasSize(3);
    }

    @Test
    void whatWasCopiedSinceItStoredHowFarItWasIsCopiedAgainAfterACrash() {
        source.fill(TOPIC, 0, 10);
        mirror.copy();
        mirror.flush();
        source.fill(TOPIC, 0, 5);
        mirror.copy();

        mirror.crash();
        mirror.start();
        mirror.copy();

        assertThat(target.events("primary.events.raw", 0)).hasSize(20);
        assertThat(pairs()).containsExactly("0=0", "9=9", "10=15");
    }

    @Test
    void whatRetentionTookMeanwhileIsLeftOutInSilence() {
        source.fill(TOPIC, 0, 10);
        mirror.copy();
        mirror.stop();
        source.fill(TOPIC, 0, 20);
        source.deleteBefore(TOPIC, 0, 15);

        mirror.start();
        mirror.copy();

        assertThat(pairs()).containsExactly("0=0", "15=10");
        assertThat(replication().tasks().orElseThrow())
                .extracting(ReplicationTask::state)
                .containsOnly(ReplicationTask.State.RUNNING);
    }

    @Test
    void transactionsLeaveMarkersAtTheTarget() {
        source.fill(TOPIC, 0, 4);
        mirror.exactlyOnce();
        mirror.copy(2);
        mirror.copy(2);

        mirror.crash();
        mirror.start();
        mirror.copy();

        assertThat(target.events("primary.events.raw", 0))
                .extracting(EventRecord::offset)
                .containsExactly(0L, 1L, 3L, 4L);
    }

    @Test
    void pairOfAGapIsLostWhereTheTargetIsSlow() {
        source.fill(TOPIC, 0, 5);
        write(3, false);
        source.fill(TOPIC, 0, 5);

        mirror.committedOnly().crowded(true).copy();
        mirror.flush();

        assertThat(pairs()).containsExactly("13=9");
    }

    @Test
    void deadTasksBeatOnAndSayThatTheyFailed() {
        mirror.failTasks();
        source.fill(TOPIC, 0, 5);

        assertThat(mirror.copy()).isZero();
        mirror.heartbeat();

        assertThat(target.events("heartbeats", 0)).hasSize(1);
        assertThat(replication().tasks().orElseThrow())
                .filteredOn(task -> task.state() == ReplicationTask.State.FAILED)
                .extracting(ReplicationTask::kind)
                .containsExactly(ReplicationTask.Kind.EVENTS);
    }

    @Test
    void pausedItCopiesNothingUntilItIsResumed() {
        source.fill(TOPIC, 0, 5);
        replication().pause();
        assertThat(mirror.copy()).isZero();

        replication().resume();
        assertThat(mirror.copy()).isEqualTo(5);
    }

    @Test
    void namesAreTranslatedBothWays() {
        assertThat(replication().targetTopic(TOPIC)).isEqualTo("primary.events.raw");
        assertThat(replication().sourceTopic("primary.events.raw")).contains(TOPIC);
        assertThat(replication().sourceTopic("orders")).isEmpty();
        assertThat(replication().keepsNames()).isFalse();

        mirror.keepNames();
        assertThat(replication().targetTopic(TOPIC)).isEqualTo(TOPIC);
        assertThat(replication().sourceTopic(TOPIC)).contains(TOPIC);
        assertThat(replication().keepsNames()).isTrue();
    }

    @Test
    void pairsThatAreKeptAtTheSourceAreRefused() {
        mirror.syncsAtSource();
        source.fill(TOPIC, 0, 5);
        mirror.copy();

        assertThatThrownBy(() -> replication().syncs(0))
                .isInstanceOf(DrException.class)
                .hasMessageContaining("kept at the source");
    }

    @Test
    void pairsAreReadFromWhereOneWas() {
        source.fill(TOPIC, 0, 250);
        mirror.copy(150);
        ReplicationDriver.Syncs first = replication().syncs(0);
        mirror.copy();

        assertThat(first.syncs()).extracting(OffsetSync::position).containsExactly(0L, 1L);
        assertThat(replication().syncs(first.next()).syncs())
                .extracting(OffsetSync::sourceOffset)
                .containsExactly(202L);
        assertThat(replication().syncs(0).syncs())
                .extracting(OffsetSync::partition)
                .containsOnly(new PartitionId(TOPIC, 0));
    }

    @Test
    void copiesByItselfWhileItRuns() {
        target.topic("primary." + TOPIC, 1);
        mirror.run(Duration.ofMillis(5));
        source.fill(TOPIC, 0, 1);

        try (EventReader reader = targetDriver.reader(ReaderSettings.committed())) {
            reader.seek(Map.of(new PartitionId("primary." + TOPIC, 0), 0L));
            assertThat(reader.poll(Duration.ofSeconds(60))).hasSize(1);
        }
    }

    private void write(int count, boolean commits) {
        try (EventWriter writer = sourceDriver.writer(WriterSettings.transactional("orders"))) {
            writer.begin();
            for (int i = 0; i < count; i++) {
                writer.append(NewEvent.of(TOPIC, null, new byte[] {1}));
            }
            if (commits) {
                writer.commit();
            }
        }
    }

    private List<String> pairs() {
        return replication().syncs(0).syncs().stream()
                .map(sync -> sync.sourceOffset() + "=" + sync.targetOffset())
                .toList();
    }

    private ReplicationDriver replication() {
        return targetDriver.replicationFrom(sourceDriver).orElseThrow();
    }
}
