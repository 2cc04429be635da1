package com.datafly.signal.dr.internal.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.journal.JournalAudit;
import com.datafly.signal.dr.journal.JournalEntry;
import com.datafly.signal.dr.journal.JournalHead;
import com.datafly.signal.dr.journal.JournalRecord;
import com.datafly.signal.dr.journal.RunJournal;
import com.datafly.signal.dr.spi.JournalDriver;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalsTest extends JournalsFixture {

    @ParameterizedTest
    @EnumSource
    void whatIsAppendedIsReadByANewProcess(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("text", "line\nfeed \u0000 ä \uD83D\uDE00");
        body.put("long", Long.MIN_VALUE);
        body.put("integer", 7);
        body.put("double", 0.1);
        body.put("whole", 2.0);
        body.put("truth", true);
        body.put("nothing", null);
        body.put("list", Arrays.asList(1, null, List.of("x"), Map.of()));
        RunJournal journal = journals(place.open()).create("run-1", entries("run-planned"));
        List<JournalRecord> written = journal.append(List.of(JournalEntry.of("step-outcome", body)));

        RunJournal opened = journals(place.open()).open("run-1");

        assertThat(opened.head())
                .isEqualTo(journal.head())
                .isEqualTo(written.get(0).head());
        JournalRecord read = records(opened).get(1);
        body.put("integer", 7L);
        body.put("list", Arrays.asList(1L, null, List.of("x"), Map.of()));
        assertThat(read.body()).isEqualTo(body).isEqualTo(written.get(0).body());
        assertThat(read.sequence()).isEqualTo(2);
        assertThat(read.epoch()).isEqualTo(1);
        assertThat(read.at()).isEqualTo(clock.instant());
        assertThat(read.hash()).isEqualTo(written.get(0).hash());
        assertThat(opened.verify().isIntact()).isTrue();
    }

    @Test
    void aBodyThatJsonWouldChangeIsRefused() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        for (Object value : List.of(Double.NaN, Double.POSITIVE_INFINITY, 'c', 1.5f, new Object(), clock, self)) {
            DrException refused = failure(
                    ErrorCode.INVALID_ARGUMENT, () -> JournalEntry.of("t", Map.of("a", List.of(Map.of("b", value)))));
            assertThat(refused.problem()).startsWith("t.a[0].b");
        }
    }

    @Test
    void aBodyIsCopied() {
        Map<String, Object> body = new HashMap<>(Map.of("a", new ArrayList<>(List.of("before"))));
        JournalEntry entry = JournalEntry.of("t", body);
        body.put("b", "later");

        assertThat(entry.body()).isEqualTo(Map.of("a", List.of("before")));
    }

    @ParameterizedTest
    @EnumSource
    void secretsAreMaskedWhereverTheyStand(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Map<String, Object> body =
                Map.of("a " + SECRET, "x", "list", List.of("pre " + SECRET + " post", Map.of("deep", SECRET)), "n", 1);
        Journals journals = journals(place.open());
        RunJournal journal = journals.create("run-1", List.of(JournalEntry.of("t " + SECRET, body)));
        journals.inbox("run-1").append(List.of(JournalEntry.of("approve", Map.of("by", SECRET))));

        for (String log : List.of("run-1", "run-1.inbox")) {
            assertThat(text(place.open(), log)).contains("********").doesNotContain("s3cr3t");
        }
        assertThat(records(journal).get(0).body())
                .containsEntry("list", List.of("pre ******** post", Map.of("deep", "********")));
        assertThat(journal.verify().isIntact()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void aRunHasOneJournal(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal journal = journals(place.open()).create("run-1", entries("first"));

        failure(ErrorCode.ALREADY_EXISTS, () -> journals(place.open()).create("run-1", entries("second")));
        failure(ErrorCode.NOT_FOUND, () -> journals(place.open()).open("run-2"));
        journal.append(entries("third"));
        assertThat(types(journals(place.open()).open("run-1"))).containsExactly("first", "third");
    }

    @Test
    void whatIsNoRunIsRefused() {
        Journals journals = journals(Kind.MEMORY.in(folder).open());
        for (String id : List.of("", "A", "a.inbox", "a/b", "-a", "a-", "a".repeat(64))) {
            failure(ErrorCode.INVALID_ARGUMENT, () -> journals.create(id, entries("first")));
            failure(ErrorCode.INVALID_ARGUMENT, () -> journals.open(id));
            failure(ErrorCode.INVALID_ARGUMENT, () -> journals.inbox(id));
        }
        failure(ErrorCode.INVALID_ARGUMENT, () -> journals.create("a", List.of()));
    }

    @ParameterizedTest
    @EnumSource
    void runsAreListedWithoutTheirInboxesAndTheHistory(Kind kind) {
        Kind.Opener place = kind.in(folder);
        Journals journals = journals(place.open());
        journals.create("run-2", entries("first"));
        journals.create("run-1", entries("first"));
        journals.inbox("run-1").append(entries("approve"));
        journals.inbox("run-3").append(entries("approve"));
        journals.shared("drills.results").append(entries("drill"));

        assertThat(journals(place.open()).runs()).containsExactly("run-1", "run-2");
    }

    @ParameterizedTest
    @EnumSource
    void aStaleRunnerCannotAppend(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal stale = journals(place.open()).create("run-1", entries("planned"));
        RunJournal fresh = journals(place.open()).open("run-1");
        fresh.takeOver(entries("runner-started"));

        DrException fenced = failure(ErrorCode.FENCED, () -> stale.append(entries("stale")));
        assertThat(fenced.getMessage()).contains("epoch 2").contains("run-1");
        failure(ErrorCode.FENCED, () -> stale.append(entries("stale again")));
        failure(ErrorCode.FENCED, () -> stale.takeOver(entries("stale still")));
        fresh.append(entries("fresh"));
        assertThat(types(fresh)).containsExactly("planned", "runner-started", "fresh");
        assertThat(records(fresh).get(2).epoch()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void ofTwoWhoTakeOverOneWins(Kind kind) {
        Kind.Opener place = kind.in(folder);
        journals(place.open()).create("run-1", entries("planned"));
        RunJournal one = journals(place.open()).open("run-1");
        RunJournal other = journals(place.open()).open("run-1");

        one.takeOver(entries("runner-started"));

        // The same entries, the same epoch and the same instant: only the handle differs.
        failure(ErrorCode.FENCED, () -> other.takeOver(entries("runner-started")));
        one.append(entries("goes on"));
        assertThat(types(one)).containsExactly("planned", "runner-started", "goes on");
    }

    @Test
    void whoOnlyReadsCannotAppend() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        journals(place.open()).create("run-1", entries("planned"));

        failure(
                ErrorCode.FAILED_PRECONDITION,
                () -> journals(place.open()).open("run-1").append(entries("no")));
    }

    @ParameterizedTest
    @EnumSource
    void aCutTailIsFoundByTheAnchorAndByAHeadThatWasKept(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal journal = journals(place.open()).create("run-1", entries("one", "two"));
        journal.append(entries("three"));
        JournalHead kept = journal.head();
        journal.append(entries("four"));
        journal.anchor();
        assertThat(journal.verify().anchor()).contains(journal.head());
        assertThat(journal.verify(kept).isIntact()).isTrue();

        Kind.Opener copy = kind.in(folder.resolve("copy"));
        copy(place.open(), copy.open(), 2);
        assertThat(journals(copy.open()).open("run-1").verify().isIntact())
                .as("without an anchor nobody can tell")
                .isTrue();
        assertThat(journals(copy.open()).open("run-1").verify(kept).problems())
                .containsExactly(
                        "record 3, which the caller knows, was noted as the last, but the log ends at record 2");
        copy.open()
                .setRegister(
                        "head/run-1",
                        place.open().register("head/run-1").orElseThrow().content(),
                        Optional.empty());
        DrException cut =
                failure(ErrorCode.INTEGRITY_FAILED, () -> journals(copy.open()).open("run-1"));
        assertThat(cut.getMessage()).contains("run-1", "record 4 was noted", "ends at record 2");
        JournalAudit audit = journals(copy.open()).verify("run-1");
        assertThat(audit.problems()).containsExactly("record 4 was noted as the last, but the log ends at record 2");
        failure(ErrorCode.INTEGRITY_FAILED, audit::requireIntact);
    }

    @Test
    void aJournalOfWhichOnlyTheAnchorIsLeftIsNotTakenForNone() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        RunJournal journal = journals(place.open()).create("run-1", entries("one"));
        journal.anchor();
        Kind.Opener copy = Kind.MEMORY.in(folder);
        copy.open()
                .setRegister(
                        "head/run-1",
                        place.open().register("head/run-1").orElseThrow().content(),
                        Optional.empty());

        failure(ErrorCode.INTEGRITY_FAILED, () -> journals(copy.open()).open("run-1"));
    }

    @ParameterizedTest
    @EnumSource
    void anAnchorIsNeverSetBack(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal stale = journals(place.open()).create("run-1", entries("one"));
        RunJournal fresh = journals(place.open()).open("run-1");
        fresh.takeOver(entries("two"));
        fresh.anchor();

        stale.anchor();

        assertThat(fresh.verify().anchor()).contains(fresh.head());
    }

    @Test
    void aForgedAnchorOfAKnownSequenceIsFound() {
        Kind.Opener place = Kind.MEMORY.in(folder);
        RunJournal journal = journals(place.open()).create("run-1", entries("one", "two"));
        JournalHead other = new JournalHead(1, 1, "f".repeat(64));

        assertThat(journal.verify(other).problems())
                .containsExactly("record 1, which the caller knows, is not the one that was noted as the last");
    }

    @ParameterizedTest
    @EnumSource
    void aNewerFormatIsRefusedAndBothAreNamed(Kind kind) {
        Kind.Opener place = kind.in(folder);
        RunJournal journal = journals(place.open()).create("run-1", entries("one"));
        String json = "{\"format\":7,\"new\":\"shape\"}";
        String hash = Hashes.sha256(journal.head().hash() + json);
        place.open().append("run-1", 2, (hash + " " + json + "\n").getBytes(UTF_8));

        DrException newer =
                failure(ErrorCode.UNSUPPORTED, () -> journals(place.open()).open("run-1"));
        assertThat(newer.getMessage()).contains("record 2 has format 7", "up to 1", "run-1");
        assertThat(journal.verify().isIntact()).isFalse();
        failure(ErrorCode.FENCED, () -> journal.append(entries("two")));
    }

    @ParameterizedTest
    @EnumSource
    void anEpochThatGoesBackIsFound(Kind kind) {
        Kind.Opener place = kind.in(folder);
        journals(place.open()).create("run-1", entries("one"));
        RunJournal journal = journals(place.open()).open("run-1");
        journal.takeOver(entries("two"));
        String json = "{\"format\":1,\"sequence\":3,\"epoch\":1,\"writer\":\"w\",\"at\":\"2025-01-15T10:30:00Z\","
                + "\"type\":\"t\",\"body\":{}}";
        String hash = Hashes.sha256(journal.head().hash() + json);
        place.open().append("run-1", 3, (hash + " " + json + "\n").getBytes(UTF_8));

        assertThat(journal.verify().problems()).containsExactly("record 3 goes back from epoch 2 to 1");
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfManyProcessesAreAllKeptAndReadOnce(Kind kind) {
        Kind.Opener place = kind.in(folder);
        SharedLog one = journals(place.open()).inbox("run-1");
        SharedLog other = journals(place.open()).inbox("run-1");
        SharedLog reader = journals(place.open()).inbox("run-1");
        List<String> read = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            one.append(entries("one " + i));
            other.append(entries("other " + i, "more " + i));
            reader.readNew(record -> read.add(record.sequence() + " " + record.type()));
        }
        reader.readNew(record -> read.add("again " + record));

        assertThat(read)
                .hasSize(15)
                .startsWith("1 one 0", "2 other 0", "3 more 0")
                .endsWith("15 more 4");
        List<JournalRecord> all = new ArrayList<>();
        one.read(all::add);
        assertThat(all)
                .hasSize(15)
                .allSatisfy(record -> assertThat(record.epoch()).isZero());
    }

    @Test
    void aRecordBeyondEightMegabytesIsRefused() {
        Journals journals = journals(Kind.MEMORY.in(folder).open());
        JournalEntry large = JournalEntry.of("large", Map.of("text", "x".repeat(8 << 20)));

        failure(ErrorCode.INVALID_ARGUMENT, () -> journals.create("run-1", List.of(large)));
        assertThat(journals.runs()).isEmpty();
    }

    private static void copy(JournalDriver from, JournalDriver to, int lines) {
        from.read("run-1", 1, (first, block) -> {
            String[] all = new String(block, UTF_8).split("(?<=\n)", -1);
            for (int i = 0; i < all.length && first + i <= lines; i++) {
                to.append("run-1", first + i, all[i].getBytes(UTF_8));
            }
        });
    }

    private static String text(JournalDriver driver, String log) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        driver.read(log, 1, (first, lines) -> bytes.writeBytes(lines));
        return bytes.toString(UTF_8);
    }
}
