package com.datafly.signal.dr.internal.playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.Effect;
import com.datafly.signal.dr.internal.drill.MemoryJournal;
import com.datafly.signal.dr.playbook.Prediction;
import com.datafly.signal.dr.playbook.Prediction.Basis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DurationHistoryTest {

    private static final long GIGABYTE = 1L << 30;
    private static final String LOG = "history.durations";
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private final MemoryJournal journal = new MemoryJournal();
    private final DurationHistory history = new DurationHistory(journal);

    @Test
    void anEmptyHistoryPredictsNothing() {
        assertThat(history.predict("snapshot", "postgres", GIGABYTE).basis()).isEqualTo(Basis.NO_HISTORY);
    }

    @Test
    void whatOneProcessRecordedAnotherPredictsBy() {
        history.record(List.of(took("snapshot", GIGABYTE, 60), took("snapshot", GIGABYTE + 5, 80)));

        Prediction prediction = new DurationHistory(journal).predict("snapshot", "postgres", GIGABYTE);

        assertThat(prediction.basis()).isEqualTo(Basis.SAME_SIZE);
        assertThat(prediction.samples()).isEqualTo(2);
        assertThat(prediction.median()).contains(Duration.ofSeconds(60));
        assertThat(prediction.p90()).contains(Duration.ofSeconds(80));
    }

    @Test
    void otherActionsAndProvidersSayNothing() {
        history.record(List.of(took("snapshot", GIGABYTE, 60)));

        assertThat(history.predict("restore", "postgres", GIGABYTE)).isEqualTo(Prediction.none());
        assertThat(history.predict("snapshot", "aws-rds", GIGABYTE)).isEqualTo(Prediction.none());
    }

    @Test
    void theNextClassStandsInAndSaysSoButADistantOneDoesNot() {
        history.record(List.of(took("restore", GIGABYTE, 60)));

        assertThat(history.predict("restore", "postgres", 4 * GIGABYTE).basis()).isEqualTo(Basis.NEIGHBOURING_SIZE);
        assertThat(history.predict("restore", "postgres", GIGABYTE / 4).basis()).isEqualTo(Basis.NEIGHBOURING_SIZE);
        assertThat(history.predict("restore", "postgres", 16 * GIGABYTE)).isEqualTo(Prediction.none());
        assertThat(history.predict("restore", "postgres", GIGABYTE / 16)).isEqualTo(Prediction.none());
    }

    @Test
    void ofTwoNeighboursTheLargerStandsIn() {
        history.record(List.of(took("restore", GIGABYTE / 4, 10), took("restore", 4 * GIGABYTE, 90)));

        assertThat(history.predict("restore", "postgres", GIGABYTE).median()).contains(Duration.ofSeconds(90));
    }

    @Test
    void workWithoutASizeHasNoNeighbours() {
        history.record(List.of(took("guard", 0, 1), took("restore", 1, 1)));

        assertThat(history.predict("guard", "postgres", 0).basis()).isEqualTo(Basis.SAME_SIZE);
        assertThat(history.predict("guard", "postgres", 1)).isEqualTo(Prediction.none());
        assertThat(history.predict("restore", "postgres", 0)).isEqualTo(Prediction.none());
    }

    @Test
    void classesArePowersOfFour() {
        for (int power = 0; power < 31; power++) {
            long first = 1L << (2 * power);

            assertThat(SizeClass.of(first)).isEqualTo(power);
            assertThat(SizeClass.of(4 * first - 1)).isEqualTo(power);
        }
        assertThat(SizeClass.of(Long.MAX_VALUE)).isEqualTo(31);
        assertThat(SizeClass.of(0)).isEqualTo(SizeClass.UNKNOWN);
        assertThat(SizeClass.of(-1)).isEqualTo(SizeClass.UNKNOWN);
    }

    @Test
    void onlyTheNewestDurationsOfAClassCount() {
        history.record(IntStream.rangeClosed(1, 75)
                .mapToObj(second -> took("snapshot", GIGABYTE, second))
                .toList());

        Prediction prediction = history.predict("snapshot", "postgres", GIGABYTE);

        assertThat(prediction.samples()).isEqualTo(50);
        assertThat(prediction.median()).contains(Duration.ofSeconds(50));
    }

    @Test
    void damagedLinesAreSkippedAndCountedWhereverTheyAre() {
        String good = took("snapshot", GIGABYTE, 60).line();
        List<String> damaged = new ArrayList<>(List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"action\":3}",
                good + "}",
                good.replace("PT", ""),
                good.replace("PT", "-PT"),
                good.replace(",\"at\"", ",\"when\""),
                good.replace("1073741824", "-5")));
        for (int length = 1; length < good.length(); length++) {
            damaged.add(good.substring(0, length));
        }
        damaged.forEach(line -> journal.damage(LOG, line));
        history.record(List.of(took("snapshot", GIGABYTE, 70)));

        assertThat(history.predict("snapshot", "postgres", GIGABYTE).samples()).isEqualTo(1);
    }

    @Test
    void flippedBitsNeverBreakTheHistory() {
        Random random = new Random(7);
        String good = took("snapshot", GIGABYTE, 60).line();
        for (int i = 0; i < 2_000; i++) {
            int at = random.nextInt(good.length());
            char flipped = (char) (good.charAt(at) ^ (1 << random.nextInt(7)));
            if (flipped == '\n') {
                continue;
            }
            journal.damage(LOG, good.substring(0, at) + flipped + good.substring(at + 1));
        }

        assertThat(history.predict("snapshot", "postgres", GIGABYTE).samples()).isLessThan(2_000);
    }

    @Test
    void anAppendThatWasOvertakenIsRepeatedBehindTheOther() {
        DurationHistory other = new DurationHistory(journal);
        journal.beforeAppend(() -> other.record(List.of(took("snapshot", GIGABYTE, 10))));

        history.record(List.of(took("snapshot", GIGABYTE, 20)));

        assertThat(history.predict("snapshot", "postgres", GIGABYTE).samples()).isEqualTo(2);
        assertThat(journal.lines(LOG)).hasSize(2);
    }

    @Test
    void anAppendWhoseAnswerWasLostIsNotRepeated() {
        journal.loseAnswer(true);

        history.record(List.of(took("snapshot", GIGABYTE, 20)));

        assertThat(journal.lines(LOG)).hasSize(1);
        assertThat(history.predict("snapshot", "postgres", GIGABYTE).samples()).isEqualTo(1);
    }

    @Test
    void anAppendThatNeverArrivedIsReportedAsUnknown() {
        journal.loseAnswer(false);

        assertThatThrownBy(() -> history.record(List.of(took("snapshot", GIGABYTE, 20))))
                .isInstanceOfSatisfying(
                        DrException.class,
                        failure -> assertThat(failure.effect()).isEqualTo(Effect.UNKNOWN));
    }

    private static PastDuration took(String action, long bytes, long seconds) {
        return new PastDuration(action, "postgres", bytes, Duration.ofSeconds(seconds), AT);
    }
}
