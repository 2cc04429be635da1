package com.datafly.signal.dr.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.journal.FileJournal;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.FaultPlan;
import com.datafly.signal.dr.tck.FaultyJournal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A journal of a run of ten thousand steps. */
class LongJournalTest extends JournalsFixture {

    private static final int BLOCKS = 200;
    private static final int RECORDS_PER_BLOCK = 100;
    private static final int RECORDS = BLOCKS * RECORDS_PER_BLOCK;
    private static final int LARGEST_PIECE = 256 << 10;

    @Test
    void twentyThousandRecordsAreReadInPiecesAndVerified() {
        JournalDriver driver = FileJournal.open(folder);
        RunJournal journal = journals(driver).create("run-1", block());
        for (int i = 1; i < BLOCKS; i++) {
            journal.append(block());
        }

        RunJournal opened = journals(driver).open("run-1");
        assertThat(opened.head().sequence()).isEqualTo(RECORDS);
        assertThat(opened.verify().isIntact()).isTrue();
        AtomicInteger largest = new AtomicInteger();
        AtomicInteger pieces = new AtomicInteger();
        driver.read("run-1", 1, (first, lines) -> {
            largest.accumulateAndGet(lines.length, Math::max);
            pieces.incrementAndGet();
        });
        assertThat(largest.get()).as("what is in memory at once").isLessThan(LARGEST_PIECE);
        assertThat(pieces.get()).isGreaterThan(20);
    }

    @Test
    void anAppendReadsNothingOfWhatIsThere() {
        FaultPlan calls = FaultPlan.create();
        RunJournal journal =
                journals(FaultyJournal.of(FileJournal.open(folder), calls)).create("run-1", block());
        for (int i = 0; i < 20; i++) {
            journal.append(block());
        }

        assertThat(calls.count("append")).isEqualTo(21);
        assertThat(calls.count("read") + calls.count("register")).isZero();
    }

    private static List<JournalEntry> block() {
        List<JournalEntry> entries = new ArrayList<>();
        for (int i = 0; i < RECORDS_PER_BLOCK; i++) {
            entries.add(JournalEntry.of("step-intent", Map.of("step", "step-" + i, "text", "x".repeat(100))));
        }
        return entries;
    }
}
