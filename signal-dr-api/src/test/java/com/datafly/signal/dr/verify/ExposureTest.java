package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.FailureDomain;
import com.datafly.signal.dr.RecoveryTier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExposureTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final FailureDomain REGION = FailureDomain.parse("region:aws:eu-west-1");
    private static final FailureDomain OTHER_REGION = FailureDomain.parse("region:aws:eu-central-1");
    private static final FailureDomain DATA = FailureDomain.parse("path:/var/lib/postgresql/data");

    @Test
    void theBestCopyOutsideOfWhatIsLostCounts() {
        Exposure exposure = exposure(
                copy("snapshots", REGION, 1), copy("archive", OTHER_REGION, 10), copy("weekly", OTHER_REGION, 9_000));

        assertThat(exposure.achieved()).contains(Duration.ofMinutes(10));
        assertThat(exposure.best().orElseThrow().name()).isEqualTo("archive");
        assertThat(exposure.notCounted()).containsOnly(Map.entry("snapshots", "it is lost with " + REGION));
        assertThat(grade(exposure, RecoveryTier.ENHANCED)).isEqualTo(Verdict.PASSED);
    }

    @Test
    void withoutACopyOutsideNothingIsProvenHoweverFreshTheOthersAre() {
        Exposure exposure = exposure(copy("snapshots", REGION, 0));

        assertThat(exposure.achieved()).isEmpty();
        Grade grade = exposure.grade(RecoveryTier.STANDARD.objectives());
        assertThat(grade.verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(grade.achieved()).isEmpty();
        assertThat(grade.summary()).contains("no copy is known to survive", "snapshots: it is lost with " + REGION);
        assertThat(exposure().grade(RecoveryTier.STANDARD.objectives()).verdict())
                .isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aCopyThatDoesNotSayWhereItIsDoesNotCount() {
        Exposure exposure = exposure(copy("bucket", FailureDomain.parse("address:s3:backups"), 1));

        assertThat(exposure.notCounted()).containsEntry("bucket", "it does not say which region it is in");
        assertThat(grade(exposure, RecoveryTier.STANDARD)).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void aCopyHasToSurviveEverythingThatIsAssumedLostTogether() {
        RecoverableCopy copy = RecoverableCopy.known(
                "archive",
                List.of(OTHER_REGION, FailureDomain.parse("path:/var/lib/postgresql/data/backup")),
                NOW,
                Duration.ZERO);

        assertThat(Exposure.of(NOW, List.of(REGION), List.of(copy)).best()).isPresent();
        assertThat(Exposure.of(NOW, List.of(REGION, DATA), List.of(copy)).best())
                .isEmpty();
    }

    @Test
    void beyondTheObjectiveItFailsUnlessAnUnknownCopyMayBeBetter() {
        RecoverableCopy unknown = RecoverableCopy.unknown("standby", List.of(OTHER_REGION), "it cannot be reached");
        RecoverableCopy old = copy("archive", OTHER_REGION, 61);
        RecoverableCopy lost = RecoverableCopy.unknown("local", List.of(REGION), "it cannot be reached");

        assertThat(grade(exposure(old), RecoveryTier.STANDARD)).isEqualTo(Verdict.FAILED);
        assertThat(grade(exposure(old, lost), RecoveryTier.STANDARD)).isEqualTo(Verdict.FAILED);
        assertThat(grade(exposure(old, unknown), RecoveryTier.STANDARD)).isEqualTo(Verdict.UNPROVEN);
        assertThat(grade(exposure(copy("archive", OTHER_REGION, 59), unknown), RecoveryTier.STANDARD))
                .isEqualTo(Verdict.PASSED);
    }

    @Test
    void theErrorBarMakesTheFigureUncertainNearTheObjective() {
        for (long minutes : List.of(50L, 56L, 64L, 66L)) {
            RecoverableCopy copy = RecoverableCopy.known(
                    "archive", List.of(OTHER_REGION), NOW.minus(Duration.ofMinutes(minutes)), Duration.ofMinutes(5));
            Verdict expected = minutes == 50 ? Verdict.PASSED : minutes == 66 ? Verdict.FAILED : Verdict.UNPROVEN;

            assertThat(grade(exposure(copy), RecoveryTier.STANDARD)).isEqualTo(expected);
            assertThat(exposure(copy).errorBar()).isEqualTo(Duration.ofMinutes(5));
        }
    }

    @Test
    void aTimeInTheFutureIsAQuarrelOfClocksUnlessTheErrorBarExplainsIt() {
        Instant future = NOW.plusSeconds(3);

        Exposure strange = exposure(RecoverableCopy.known("a", List.of(OTHER_REGION), future, Duration.ofSeconds(2)));
        Exposure explained = exposure(RecoverableCopy.known("a", List.of(OTHER_REGION), future, Duration.ofSeconds(3)));

        assertThat(strange.notCounted().get("a")).contains("in the future");
        assertThat(grade(strange, RecoveryTier.STANDARD)).isEqualTo(Verdict.UNPROVEN);
        assertThat(explained.achieved()).contains(Duration.ZERO);
    }

    @Test
    void thatNothingIsLostIsNeverProvenByARestorableTime() {
        Exposure exposure = exposure(copy("standby", OTHER_REGION, 0));

        assertThat(grade(exposure, RecoveryTier.HIGH_AVAILABILITY)).isEqualTo(Verdict.UNPROVEN);
        assertThat(exposure.achieved()).contains(Duration.ZERO);
    }

    @Test
    void badInputIsRefused() {
        assertRefused(() -> Exposure.of(NOW, List.of(), List.of()));
        assertRefused(() -> exposure(copy("a", REGION, 1), copy("a", OTHER_REGION, 1)));
        assertRefused(() -> RecoverableCopy.known("a", List.of(), NOW, Duration.ofNanos(-1)));
    }

    /**
     * Whatever the copies: the figure is that of a copy that survives, and no surviving copy is certain to be better.
     */
    @Test
    void noSurvivingCopyIsCertainToLoseLess() {
        Random random = new Random(5);
        for (int round = 0; round < 2_000; round++) {
            List<RecoverableCopy> copies = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                FailureDomain domain = random.nextBoolean() ? REGION : OTHER_REGION;
                copies.add(RecoverableCopy.known(
                        "copy-" + i,
                        List.of(domain),
                        NOW.minusSeconds(random.nextInt(1_000)),
                        Duration.ofSeconds(random.nextInt(100))));
            }
            List<RecoverableCopy> outside = copies.stream()
                    .filter(copy -> copy.domains().contains(OTHER_REGION))
                    .toList();

            Exposure exposure = Exposure.of(NOW, List.of(REGION), copies);

            assertThat(exposure.achieved().isPresent()).isEqualTo(!outside.isEmpty());
            exposure.achieved()
                    .ifPresent(achieved -> assertThat(outside)
                            .allMatch(copy -> Duration.between(copy.latest().orElseThrow(), NOW)
                                            .plus(copy.errorBar())
                                            .compareTo(achieved.plus(exposure.errorBar()))
                                    >= 0));
        }
    }

    private static RecoverableCopy copy(String name, FailureDomain domain, long minutesOld) {
        return RecoverableCopy.known(name, List.of(domain), NOW.minus(Duration.ofMinutes(minutesOld)), Duration.ZERO);
    }

    private static Exposure exposure(RecoverableCopy... copies) {
        return Exposure.of(NOW, List.of(REGION), List.of(copies));
    }

    private static Verdict grade(Exposure exposure, RecoveryTier tier) {
        return exposure.grade(tier.objectives()).verdict();
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
