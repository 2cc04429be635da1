package com.datafly.signal.dr.internal.events.replication;

import static com.datafly.signal.dr.internal.events.replication.MirroredPair.TOPIC;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.tck.InMemoryMirror;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A log of pairs that is deleted and made anew under the eyes of whoever follows it. */
class SyncTailTest {

    private static final String SYNCS = "mm2-offset-syncs.primary.internal";
    private static final PartitionId RAW = new PartitionId(TOPIC, 0);

    private final MirroredPair pair = new MirroredPair("sync-tail", 1);
    private final ReplicationMemory memory = new ReplicationMemory("primary");

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void aLogMadeAnewThatIsStillShorterIsReadFromItsBeginning() {
        copy(2_000);
        catchUp();
        pair.standby.deleteTopic(SYNCS);
        copy(300);
        catchUp();

        assertThat(memory.position()).isBetween(1L, 5L);
        assertThat(table().pairs().lastSource()).isEqualTo(2_299);
        assertThat(table().translate(123, 0, 2_300).low()).isEqualTo(123);
        assertThat(table().translate(2_200, 0, 2_300)).isEqualTo(OffsetRange.exactly(2_200));
    }

    @Test
    void aLogMadeAnewThatHasGrownPastTheOldPositionIsReadFromItsBeginning() {
        copy(300);
        catchUp();
        pair.standby.deleteTopic(SYNCS);
        copy(3_000);
        catchUp();

        assertThat(table().pairs().lastSource()).isEqualTo(3_299);
        // Nothing was passed over: the first pair behind the old ones is the one at the next hundred.
        assertThat(table().facts().doubt().source()).isBetween(300L, 500L);
        assertThat(table().translate(700, 0, 3_300)).isEqualTo(OffsetRange.exactly(700));
    }

    @Test
    void aFreshMirrorThatBeginsAnewSendsNobodyBehindItsFirstCopies() {
        copy(1_000);
        catchUp();
        pair.standby.deleteTopic(SYNCS);
        pair.mirror.close();
        try (var fresh = InMemoryMirror.between(pair.primary, pair.standby)) {
            fresh.copy(400);
            fresh.flush();
            catchUp();
            assertThat(table().translate(700, 0, 1_400).low()).isLessThanOrEqualTo(700);

            fresh.copy();
            fresh.flush();
            catchUp();
            assertThat(table().translate(700, 0, 2_000).low()).isLessThanOrEqualTo(1_700);
            assertThat(table().translate(1_000, 0, 2_000).low()).isLessThanOrEqualTo(2_000);
        }
    }

    @Test
    void whatWasKnownOfACopyThatWasMadeAnewIsForgotten() {
        copy(1_000);
        catchUp();
        pair.standby.deleteTopic(SYNCS);
        pair.standby.deleteTopic(MirroredPair.COPY);
        copy(100);
        catchUp();

        assertThat(table().translate(500, 0, 100).low()).isZero();
    }

    private void copy(int events) {
        pair.produce(0, events);
        pair.mirror.copy();
        pair.mirror.flush();
    }

    private void catchUp() {
        ReplicaLink link = ((DefaultEventReplication) pair.replication).link();
        var unused = new SyncTail(link, memory).catchUp(true, Set.of());
    }

    private RunTable table() {
        return requireNonNull(memory.tables().get(RAW));
    }
}
