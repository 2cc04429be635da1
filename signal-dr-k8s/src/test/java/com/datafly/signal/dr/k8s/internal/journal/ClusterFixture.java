package com.datafly.signal.dr.k8s.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.internal.journal.Journals;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import com.datafly.signal.dr.tck.SettableClock;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Journals in a cluster of the test's own; time passes at once. */
abstract class ClusterFixture {

    final SettableClock clock = SettableClock.at("2025-01-15T10:30:00Z");

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    final void startSite() {
        site = new Site(folder);
    }

    @AfterEach
    final void stopSite() {
        site.close();
    }

    final Site site() {
        return site;
    }

    /** Opens the journals as a runner does. */
    final Journals journals(JournalDriver driver) {
        return journals(driver, clock);
    }

    static Journals journals(JournalDriver driver, SettableClock clock) {
        return Journals.over(driver, text -> text, clock, clock);
    }

    /** Returns the Secrets of the logs, in their order. */
    final List<JsonNode> segments() {
        return site.server().objects().list("secrets", Site.NAMESPACE).stream()
                .filter(secret -> secret.at("/metadata/labels").has(ObjectNames.LOG))
                .toList();
    }

    static void append(JournalDriver to, String log, long sequence, String... lines) {
        to.append(log, sequence, (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    /** Reads a log's lines. */
    static List<String> lines(JournalDriver of, String log) {
        List<String> all = new ArrayList<>();
        of.read(log, 1, (first, lines) -> {
            assertThat(first).isEqualTo(all.size() + 1L);
            all.addAll(new String(lines, UTF_8).lines().toList());
        });
        return all;
    }

    static List<JournalEntry> entries(String... types) {
        return List.of(types).stream()
                .map(type -> JournalEntry.of(type, Map.of("about", type)))
                .toList();
    }

    static List<String> types(RunJournal journal) {
        List<JournalRecord> records = new ArrayList<>();
        journal.read(records::add);
        return records.stream().map(JournalRecord::type).toList();
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
