package com.datafly.signal.dr.internal.events.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.datafly.signal.dr.internal.events.replication.MirrorHistory.Logged;
import com.datafly.signal.dr.internal.events.replication.MirrorHistory.Traits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunTableTest {

    private static final int HISTORIES = 1_000;

    @ParameterizedTest
    @CsvSource({
        "false,false,false,false,false",
        "false,false,true,false,false",
        "false,true,false,false,false",
        "false,false,true,true,false",
        "true,false,false,false,false",
        "true,false,true,true,false",
        "true,true,false,true,false",
        "false,true,false,true,true",
        "false,false,true,false,true",
        "true,false,true,true,true",
        "true,true,false,true,true"
    })
    void noAnswerLiesBehindTheTruthOrFurtherBeforeItThanItSays(
            boolean transactions, boolean markers, boolean crashes, boolean holes, boolean compaction) {
        Traits traits = new Traits(transactions, markers, crashes, holes, compaction);
        for (long seed = 0; seed < HISTORIES; seed++) {
            MirrorHistory history = new MirrorHistory(seed, traits);
            RunTable table = table(history.compacted(), traits);
            for (long offset = 0; offset <= history.sourceEnd(); offset += 5) {
                OffsetRange answer = table.translate(offset, 0, history.targetEnd());
                long truth = history.truth(offset);
                if (answer.low() > truth || answer.high() < truth) {
                    fail("seed %d, %s, offset %d: %s for %d", seed, traits, offset, answer, truth);
                }
            }
        }
    }

    @Test
    void withoutGapsEverythingBetweenTheFirstPairAndTheLastIsExact() {
        Traits traits = new Traits(false, false, false, false, false);
        for (long seed = 0; seed < HISTORIES; seed++) {
            MirrorHistory history = new MirrorHistory(seed, traits);
            RunTable table = table(history.log(), traits);
            long last = history.log().isEmpty()
                    ? -1
                    : history.log().get(history.log().size() - 1).source();
            for (long offset = 0; offset <= last; offset++) {
                if (!table.translate(offset, 0, history.targetEnd()).exact()) {
                    fail("seed %d, offset %d", seed, offset);
                }
            }
            assertThat(table.pairs().size()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aTableReadBackAnswersAsTheOneThatWasWritten() {
        Traits traits = new Traits(true, false, true, true, true);
        for (long seed = 0; seed < 200; seed++) {
            MirrorHistory history = new MirrorHistory(seed, traits);
            RunTable table = table(history.compacted(), traits);
            RunTable again = RunTableCodec.decode(RunTableCodec.encode(table));
            assertThat(RunTableCodec.encode(again)).isEqualTo(RunTableCodec.encode(table));
            for (long offset = 0; offset <= history.sourceEnd(); offset += 7) {
                assertThat(again.translate(offset, 0, history.targetEnd()))
                        .isEqualTo(table.translate(offset, 0, history.targetEnd()));
            }
        }
    }

    @Test
    void aLongHistoryOfGapsIsThinnedAndStaysSafe() {
        RunTable table = new RunTable();
        for (long i = 0; i < 20_000; i++) {
            table.add(new OffsetPair(i * 11, i * 10), true, i);
        }
        assertThat(table.pairs().size()).isLessThanOrEqualTo(4_097);
        for (long i = 0; i < 19_999; i++) {
            OffsetRange answer = table.translate(i * 11 + 5, 0, 200_000);
            assertThat(answer.low()).isLessThanOrEqualTo(i * 10 + 5);
            assertThat(answer.high()).isGreaterThanOrEqualTo(i * 10 + 5);
        }
    }

    @Test
    void aHoleIsReportedWithItsOffsets() {
        RunTable table = new RunTable();
        table.sampled(Optional.of(true), Optional.of(true));
        table.add(new OffsetPair(0, 0), true, 0);
        table.add(new OffsetPair(101, 101), true, 1);
        assertThat(table.add(new OffsetPair(33_880, 150), true, 2)).contains(new SourceGap(150, 33_880));
    }

    @Test
    void aPairThatWasTakenBeforeChangesNothing() {
        RunTable table = new RunTable();
        table.sampled(Optional.of(true), Optional.of(true));
        table.add(new OffsetPair(0, 0), true, 0);
        table.add(new OffsetPair(101, 101), true, 1);
        assertThat(table.add(new OffsetPair(0, 0), true, 0)).isEmpty();
        assertThat(table.translate(50, 0, 102)).isEqualTo(OffsetRange.exactly(50));
    }

    private static RunTable table(List<Logged> log, Traits traits) {
        RunTable table = new RunTable();
        table.sampled(Optional.of(!traits.transactions()), Optional.of(!traits.markers()));
        long expected = 0;
        for (Logged pair : log) {
            table.add(new OffsetPair(pair.source(), pair.target()), pair.position() == expected, pair.position());
            expected = pair.position() + 1;
        }
        return table;
    }
}
