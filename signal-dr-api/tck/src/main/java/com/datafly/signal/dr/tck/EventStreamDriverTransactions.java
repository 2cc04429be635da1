package com.datafly.signal.dr.tck;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.events.OffsetPoint;
import com.datafly.signal.dr.events.PartitionId;
import com.datafly.signal.dr.spi.EventReader;
import com.datafly.signal.dr.spi.EventWriter;
import com.datafly.signal.dr.spi.ReaderSettings;
import com.datafly.signal.dr.tck.EventStreamHarness.Hook;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

/** What writers do in transactions, and what readers see of it. */
abstract class EventStreamDriverTransactions extends EventStreamDriverRecords {

    @Test
    void whatIsCommittedIsSeenInAllPartitionsAndNothingBefore() {
        if (lacksTransactions()) {
            return;
        }
        String topic = newTopic(2);
        EventWriter writer = transactional(freshName());
        writer.begin();
        writer.append(event(id(topic, 0), "a"));
        writer.append(event(id(topic, 1), "b"));
        writer.flush();
        EventReader everything = reader(ReaderSettings.uncommitted(), Map.of(id(topic, 0), 0L, id(topic, 1), 0L));
        EventReader committed = reader(ReaderSettings.committed(), Map.of(id(topic, 0), 0L, id(topic, 1), 0L));
        assertThat(take(everything, 2)).hasSize(2);
        assertThat(committed.poll(A_MOMENT)).isEmpty();

        writer.commit();

        assertThat(take(committed, 2))
                .extracting(EventStreamDriverFixture::text)
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void theLastStableOffsetLiesBeforeAnOpenTransaction() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 2);
        EventWriter open = writeOpen(partition, 3);
        write(partition, 1);

        assertThat(offset(partition, OffsetPoint.stable())).isEqualTo(2);
        assertThat(offset(partition, OffsetPoint.latest())).isEqualTo(6);
        assertThat(committed(partition, 0)).containsExactly("0", "1");

        open.commit();
        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
        assertThat(committed(partition, 0)).containsExactly("0", "1", "open-0", "open-1", "open-2", "0");
    }

    @Test
    void whatIsAbortedIsSkippedAndThePositionMovesOverIt() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        write(partition, 2);
        writeOpen(partition, 3).abort();
        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
        long end = offset(partition, OffsetPoint.latest());
        assertThat(end).isGreaterThan(5);

        EventReader committed = reader(ReaderSettings.committed(), Map.of(partition, 0L));
        EventReader everything = reader(ReaderSettings.uncommitted(), Map.of(partition, 0L));

        assertThat(readTo(committed, Map.of(partition, end))).hasSize(2);
        assertThat(readTo(everything, Map.of(partition, end))).hasSize(5);
    }

    @Test
    void aWriterBeginsAnewAfterACommitAndAfterAnAbort() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        EventWriter writer = transactional(freshName());
        for (String value : List.of("one", "two", "three")) {
            writer.begin();
            writer.append(event(partition, value));
            if (value.equals("two")) {
                writer.abort();
            } else {
                writer.commit();
            }
        }
        awaitMarked(partition);
        assertThat(committed(partition, 0)).containsExactly("one", "three");
    }

    @Test
    void whereAnEventStandsIsToldBeforeTheCommitReturns() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        Set<Long> told = new ConcurrentSkipListSet<>();
        EventWriter writer = transactional(freshName());
        writer.begin();
        for (int i = 0; i < 5; i++) {
            writer.append(event(partition, "event"), (id, offset) -> told.add(offset));
        }
        writer.commit();

        assertThat(new TreeSet<>(told)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aWriterThatIsClosedDropsWhatItDidNotCommit() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        EventWriter writer = writeOpen(partition, 2);

        writer.close();

        write(partition, 1);
        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
        assertThat(committed(partition, 0)).containsExactly("0");
    }

    @Test
    void aLaterWriterOfTheSameIdentityEndsWhatWasOpenAndGoesOnAlone() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        String identity = freshName();
        EventWriter former = transactional(identity);
        former.begin();
        former.append(event(partition, "former"));
        former.flush();

        EventWriter later = transactional(identity);
        later.begin();
        later.append(event(partition, "later"));
        later.commit();

        assertThat(failure(() -> {
                            former.append(event(partition, "too late"));
                            former.commit();
                        })
                        .code())
                .isEqualTo(ErrorCode.FENCED);
        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
        assertThat(committed(partition, 0)).containsExactly("later");
    }

    @Test
    void writersOfDifferentIdentitiesDoNotDisturbEachOther() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        EventWriter one = writeOpen(partition, 1);
        EventWriter other = writeOpen(partition, 2);

        other.commit();
        one.commit();

        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
        assertThat(committed(partition, 0)).containsExactly("open-0", "open-0", "open-1");
    }

    @Test
    void aTransactionWithoutEventsIsCommittedAndAborted() {
        if (lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        EventWriter writer = transactional(freshName());
        writer.begin();
        writer.commit();
        writer.begin();
        writer.abort();

        assertThat(offset(partition, OffsetPoint.latest())).isZero();
    }

    @Test
    void aCommitWhoseAnswerWasLostMayHaveHappened() {
        if (!has(Hook.FAULTS, () -> here().faults()) || lacksTransactions()) {
            return;
        }
        PartitionId partition = id(newTopic(1), 0);
        EventWriter writer = writeOpen(partition, 1);
        here().faults().next("commit", Fault.ANSWER_LOST);

        DrException failure = failure(writer::commit);

        assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN);
        await(() -> offset(partition, OffsetPoint.stable()) == offset(partition, OffsetPoint.latest()));
        assertThat(committed(partition, 0)).containsExactly("open-0");
    }
}
