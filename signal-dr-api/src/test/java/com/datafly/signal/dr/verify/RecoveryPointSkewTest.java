package com.datafly.signal.dr.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datafly.signal.dr.DrException;
import com.datafly.signal.dr.ErrorCode;
import com.datafly.signal.dr.verify.RecoveryPointSkew.Pair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RecoveryPointSkewTest {

    private static final Instant AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void everyPairIsComparedAndSaysWhichStoreIsAhead() {
        RecoveryPointSkew skew =
                RecoveryPointSkew.of(List.of(point("database", 0, 2), point("kafka", 30, 1), point("redis", -5, 3)));

        assertThat(skew.pairs())
                .extracting(pair -> pair.earlier().store() + " " + pair.later().store() + " "
                        + pair.skew().toSeconds() + " " + pair.errorBar().toSeconds())
                .containsExactly("database kafka 30 3", "redis database 5 5", "redis kafka 35 4");
        assertThat(skew.largest())
                .hasValueSatisfying(pair -> assertThat(pair.skew()).isEqualTo(Duration.ofSeconds(35)));
        assertThat(skew.pairs().get(0)).hasToString("kafka is PT30S ± PT3S ahead of database");
    }

    @Test
    void withAnUnknownPointNothingIsProvenButFailureStays() {
        StorePoint unknown = StorePoint.unknown("redis", "it has no clock");
        RecoveryPointSkew near = RecoveryPointSkew.of(List.of(point("database", 0, 0), point("kafka", 3, 0), unknown));
        RecoveryPointSkew far = RecoveryPointSkew.of(List.of(point("database", 0, 0), point("kafka", 99, 0), unknown));
        RecoveryPointSkew alone = RecoveryPointSkew.of(List.of(point("database", 0, 0), unknown));

        assertThat(near.grade(MINUTE).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(near.grade(MINUTE).summary()).contains("redis: it has no clock");
        assertThat(near.grade(MINUTE).achieved()).contains(Duration.ofSeconds(3));
        assertThat(far.grade(MINUTE).verdict()).isEqualTo(Verdict.FAILED);
        assertThat(alone.grade(MINUTE).verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(alone.grade(MINUTE).achieved()).isEmpty();
        assertThat(alone.largest()).isEmpty();
    }

    @Test
    void aSmallSkewWithALargeErrorBarKeepsALargeCertainOneFromPassing() {
        RecoveryPointSkew skew =
                RecoveryPointSkew.of(List.of(point("database", 0, 0), point("kafka", 50, 0), point("redis", 20, 45)));

        assertThat(skew.grade(MINUTE).verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void badInputIsRefused() {
        assertRefused(() -> RecoveryPointSkew.of(List.of(point("database", 0, 0))));
        assertRefused(() -> RecoveryPointSkew.of(List.of(point("database", 0, 0), point("database", 1, 0))));
        assertRefused(() -> StorePoint.known("database", AT, Duration.ofNanos(-1)));
    }

    /** Wherever within its error bar each point truly is: a pass is right, and a failure is right. */
    @Test
    void aVerdictHoldsWhereverTheTruthLiesWithinTheErrorBars() {
        Random random = new Random(3);
        int passed = 0;
        int failed = 0;
        for (int round = 0; round < 5_000; round++) {
            List<StorePoint> points = List.of(
                    point("a", random.nextInt(100), random.nextInt(20)),
                    point("b", random.nextInt(100), random.nextInt(20)),
                    point("c", random.nextInt(100), random.nextInt(20)));
            Verdict verdict = RecoveryPointSkew.of(points).grade(MINUTE).verdict();
            for (int i = 0; i < 5; i++) {
                List<Instant> truth = points.stream()
                        .map(point -> {
                            long bar = point.errorBar().toMillis();
                            return point.at().orElseThrow().plusMillis(Math.round((random.nextDouble() * 2 - 1) * bar));
                        })
                        .sorted()
                        .toList();
                boolean within = Duration.between(truth.get(0), truth.get(2)).compareTo(MINUTE) <= 0;
                assertThat(verdict == Verdict.PASSED && !within).isFalse();
                assertThat(verdict == Verdict.FAILED && within).isFalse();
            }
            passed += verdict == Verdict.PASSED ? 1 : 0;
            failed += verdict == Verdict.FAILED ? 1 : 0;
        }
        assertThat(passed).isGreaterThan(500);
        assertThat(failed).isGreaterThan(500);
    }

    @Test
    void theOrderOfTheStoresChangesNoFigure() {
        StorePoint database = point("database", 0, 2);
        StorePoint kafka = point("kafka", 30, 1);

        Pair one = RecoveryPointSkew.of(List.of(database, kafka)).largest().orElseThrow();
        Pair other = RecoveryPointSkew.of(List.of(kafka, database)).largest().orElseThrow();

        assertThat(one).isEqualTo(other);
    }

    private static StorePoint point(String store, long seconds, long errorBar) {
        return StorePoint.known(store, AT.plusSeconds(seconds), Duration.ofSeconds(errorBar));
    }

    private static void assertRefused(Runnable action) {
        assertThatThrownBy(action::run)
                .isInstanceOfSatisfying(
                        DrException.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT));
    }
}
