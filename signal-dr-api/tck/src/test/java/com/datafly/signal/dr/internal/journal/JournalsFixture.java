package com.datafly.signal.dr.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.SettableClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;

/** Journals whose time passes at once. */
abstract class JournalsFixture {

    static final String SECRET = "s3cr3t-\"quoted\"";

    final SettableClock clock = SettableClock.at("2025-01-15T10:30:00Z");

    @TempDir
    Path folder;

    final Journals journals(JournalDriver driver) {
        return Journals.over(driver, text -> text.replace(SECRET, "********"), clock, clock);
    }

    static List<JournalEntry> entries(String... types) {
        return List.of(types).stream()
                .map(type -> JournalEntry.of(type, Map.of("about", type)))
                .toList();
    }

    static List<JournalRecord> records(RunJournal journal) {
        List<JournalRecord> records = new ArrayList<>();
        journal.read(records::add);
        return records;
    }

    static List<String> types(RunJournal journal) {
        return records(journal).stream().map(JournalRecord::type).toList();
    }

    static DrException failure(ErrorCode code, Effect effect, ThrowingCallable action) {
        DrException failure = catchThrowableOfType(DrException.class, action);
        assertThat(failure).isNotNull();
        assertThat(failure.code()).as(failure.toString()).isEqualTo(code);
        assertThat(failure.effect()).as(failure.toString()).isEqualTo(effect);
        return failure;
    }

    static DrException failure(ErrorCode code, ThrowingCallable action) {
        return failure(code, Effect.NONE, action);
    }
}
